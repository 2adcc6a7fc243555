"""What the data looks like after two branches' revisions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from scaffold.evolution.changes import difference, field_change
from scaffold.evolution.errors import ContradictionError
from scaffold.evolution.model import Data, Revision, Stored
from scaffold.evolution.stored import join_stored
from scaffold.spec.model import Entity, Field


class Branch(NamedTuple):
    """What the data looks like on a branch, and what got other names on it: paths at its start to those at its end."""

    entities: Sequence[Entity]
    renames: Mapping[str, str] = {}
    stored: Stored = ()


def renames_of(revisions: Iterable[Revision]) -> dict[str, str]:
    """Return what the revisions of a branch, in order, renamed altogether."""
    found: dict[str, str] = {}
    for revision in revisions:
        origin = {new: old for old, new in found.items()}
        found.update({origin.get(old, old): new for old, new in revision.words.renames})
    return found


def join(base: Data, one: Branch, other: Branch) -> Data:
    """Return what the data looks like after both branches; raises `ContradictionError`."""
    return Data(join_entities(base.entities, one, other), join_stored(base.stored, one.stored, other.stored))


def join_entities(base: Sequence[Entity], one: Branch, other: Branch) -> tuple[Entity, ...]:
    """Return one branch's entities with what the other changed since the base; references follow renamed entities.

    Raises `ContradictionError` where both changed the same field, or one removed or renamed an entity that the other
    changed: then the order in which the revisions run decides what the data looks like.
    """
    both = (
        _followed(_followed(base, one.renames), other.renames),
        _followed(one.entities, other.renames),
        _followed(other.entities, one.renames),
    )
    sides = [{entity.name: entity for entity in side} for side in both]
    names = dict.fromkeys([entity.name for side in both[1:] for entity in side])
    joined = [_entity(*(side.get(name) for side in sides)) for name in names]
    return tuple(entity for entity in joined if entity is not None)


def _followed(entities: Sequence[Entity], renames: Mapping[str, str]) -> list[Entity]:
    """Let references to entities that another branch renamed follow them."""
    return [
        entity._replace(
            fields=tuple(
                field._replace(target=renames.get(field.target, field.target)) if field.target else field
                for field in entity.fields
            )
        )
        for entity in entities
    ]


def _entity(base: Entity | None, one: Entity | None, other: Entity | None) -> Entity | None:
    if _same(other, one) or _same(other, base):
        return one
    if _same(one, base):
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


def _same(one: Entity | None, other: Entity | None) -> bool:
    """Say whether nothing that is stored differs."""
    if one is None or other is None:
        return one is other
    return not difference([one], [other])


def _field(entity: str, base: Field | None, one: Field | None, other: Field | None) -> Field | None:
    if _same_field(other, one) or _same_field(other, base):
        return one
    if _same_field(one, base):
        return other
    name = next(each.name for each in (base, one, other) if each)
    message = f"two branches changed {entity}.{name}, each in its own way"
    raise ContradictionError(message)


def _same_field(one: Field | None, other: Field | None) -> bool:
    if one is None or other is None:
        return one is other
    return not field_change(one, other, {}).is_change
