"""What the data looks like after two branches' revisions."""

from collections.abc import Sequence

from scaffold.evolution.errors import ContradictionError
from scaffold.spec.model import Entity, Field


def join(base: Sequence[Entity], one: Sequence[Entity], other: Sequence[Entity]) -> tuple[Entity, ...]:
    """Return one branch's entities with what the other changed since the base.

    Raises `ContradictionError` where both changed the same field, or one removed or renamed an entity that the other
    changed: then the order in which the revisions run decides what the data looks like.
    """
    sides = [{entity.name: entity for entity in side} for side in (base, one, other)]
    names = dict.fromkeys([entity.name for side in (one, other) for entity in side])
    joined = [_entity(*(side.get(name) for side in sides)) for name in names]
    return tuple(entity for entity in joined if entity is not None)


def _entity(base: Entity | None, one: Entity | None, other: Entity | None) -> Entity | None:
    if other in (one, base):
        return one
    if one == base:
        return other
    if base is None or one is None or other is None:
        name = next(each.name for each in (base, one, other) if each)
        message = f"two branches changed {name} as a whole, each in its own way"
        raise ContradictionError(message)
    fields = [{field.name: field for field in side.fields} for side in (base, one, other)]
    names = dict.fromkeys([field.name for side in (one, other) for field in side.fields])
    joined = [_field(base.name, *(side.get(name) for side in fields)) for name in names]
    plural = one.plural if other.plural == base.plural else other.plural
    whole = one if plural == one.plural else other
    return whole._replace(fields=tuple(field for field in joined if field is not None))


def _field(entity: str, base: Field | None, one: Field | None, other: Field | None) -> Field | None:
    if other in (one, base):
        return one
    if one == base:
        return other
    name = next(each.name for each in (base, one, other) if each)
    message = f"two branches changed {entity}.{name}, each in its own way"
    raise ContradictionError(message)
