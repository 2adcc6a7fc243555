"""What differs between two descriptions of data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from scaffold.evolution.conversion import Conversion, conversion
from scaffold.spec.model import Entity, Field

Kind = Literal["added", "removed", "renamed", "changed"]
Renames = Sequence[tuple[str, str]]


class FieldChange(NamedTuple):
    """A field before and after; None where there is none.

    `values` are an enum's values that got other names, old to new. Where `filled`, rows without a value get `fill`:
    plain data as `Field.default` holds it.
    """

    before: Field | None
    after: Field | None
    conversion: Conversion = "same"
    values: tuple[tuple[str, str], ...] = ()
    fill: object = None
    filled: bool = False

    @property
    def kind(self) -> Kind:
        """What happened to it."""
        return _kind(self.before, self.after)

    @property
    def is_change(self) -> bool:
        """Whether anything that is stored differs."""
        if self.before is None or self.after is None:
            return True
        return bool(self.values) or self.conversion != "same" or _stored(self.before) != _stored(self.after)


class EntityChange(NamedTuple):
    """An entity before and after; None where there is none.

    `fields` holds every field of an entity that stays, those that do not differ included.
    """

    before: Entity | None
    after: Entity | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def kind(self) -> Kind:
        """What happened to it."""
        return _kind(self.before, self.after)

    @property
    def is_change(self) -> bool:
        """Whether anything that is stored differs."""
        if self.before is None or self.after is None:
            return True
        names = (self.before.name, self.before.plural) != (self.after.name, self.after.plural)
        return names or any(field.is_change for field in self.fields)


Change = EntityChange


def difference(before: Sequence[Entity], after: Sequence[Entity], renames: Renames = ()) -> tuple[Change, ...]:
    """Return what differs: entities that were removed, in their old order, then the others in their new one.

    `renames` are pairs of the old path and the new one: `("user", "account")`, `("user.full_name", "account.name")`,
    `("user.status.blocked", "account.status.suspended")`; those that name nothing are passed over. What the service
    alone decides, and no stored row tells, is no difference: defaults, whether a field may change, the order of fields.
    """
    return tuple(change for change in pairs(before, after, renames) if change.is_change)


def pairs(before: Sequence[Entity], after: Sequence[Entity], renames: Renames = ()) -> tuple[Change, ...]:
    """Return every entity, those that do not differ included, in the order of `difference`."""
    renamed = dict(renames)
    old = {entity.name: entity for entity in before}
    new = {entity.name: entity for entity in after}
    entities = {name: renamed.get(name, name) for name in old}
    origin = {target: name for name, target in entities.items() if target in new and name in old}
    removed = [EntityChange(old[name], None) for name, target in entities.items() if origin.get(target) != name]
    return (
        *removed,
        *(_pair(old.get(origin.get(name, "")), entity, entities, renamed) for name, entity in new.items()),
    )


def _pair(
    before: Entity | None, after: Entity, entities: Mapping[str, str], renamed: Mapping[str, str]
) -> EntityChange:
    return EntityChange(before, after, tuple(_fields(before, after, entities, renamed)) if before else ())


def _fields(
    before: Entity, after: Entity, entities: Mapping[str, str], renamed: Mapping[str, str]
) -> Iterator[FieldChange]:
    old = {field.name: field for field in before.fields}
    new = {field.name: field for field in after.fields}
    targets = {name: last(renamed.get(f"{before.name}.{name}", name)) for name in old}
    origin = {target: name for name, target in targets.items() if target in new}
    for name, field in old.items():
        if origin.get(targets[name]) != name:
            yield FieldChange(_followed(field, entities), None)
    for name, field in new.items():
        source = old.get(origin.get(name, ""))
        if source is None:
            yield FieldChange(None, field)
        else:
            yield field_change(source, field, entities, _values(before.name, source, renamed))


def field_change(
    before: Field, after: Field, entities: Mapping[str, str], values: tuple[tuple[str, str], ...] = ()
) -> FieldChange:
    """Compare a field's two states; a reference follows its renamed entity."""
    known = dict(values)
    followed = _followed(before, entities)._replace(values=tuple(known.get(value, value) for value in before.values))
    if values:
        followed = followed._replace(length=max(map(len, followed.values)))
    return FieldChange(followed, after, conversion(followed, after), values)


def _followed(field: Field, entities: Mapping[str, str]) -> Field:
    return field._replace(target=entities.get(field.target, field.target)) if field.target else field


def _values(entity: str, field: Field, renamed: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    paths = ((value, renamed.get(f"{entity}.{field.name}.{value}")) for value in field.values)
    return tuple((value, last(target)) for value, target in paths if target)


def last(path: str) -> str:
    """Return the last name of a path."""
    return path.rpartition(".")[2]


def _kind(before: Entity | Field | None, after: Entity | Field | None) -> Kind:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    return "changed" if before.name == after.name else "renamed"


_LIMITED = {"int", "bigint", "float", "decimal", "date", "timestamp", "string", "text"}


def _stored(field: Field) -> Field:
    """Leave out what only the service knows; for an enum, the order of its values too."""
    if field.type not in _LIMITED:
        field = field._replace(minimum=None, maximum=None)
    values = tuple(sorted(field.values))
    return field._replace(default=None, has_default=False, immutable=False, items=None, values=values)


def needs_fill(change: FieldChange, *, even_optional: bool = False) -> bool:
    """Say whether rows may be without a value that the field's new state needs (or, optional, could have)."""
    before, after = change.before, change.after
    if after is None or (after.optional and not even_optional):
        return False
    anew = before is None or before.optional or change.conversion == "replaced"
    return anew or (after.type == "enum" and change.conversion == "narrowed")
