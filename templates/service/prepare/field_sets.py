"""Fields that are no entity's, such as those of a message, ready to be printed."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from scaffold.spec import words
from scaffold.spec.model import Entity, Field, Spec

from .kinds import Names, Text, column_of
from .resource import Enumeration, PreparedField, enums_of, prepared_field


class FieldSet(NamedTuple):
    """Fields under a name. `imports` are for fields that are checked, `read_imports` for those that others checked."""

    name: str
    class_name: str
    title: str
    names: Names
    fields: tuple[PreparedField, ...]
    enums: tuple[Enumeration, ...]
    imports: tuple[str, ...]
    read_imports: tuple[str, ...]


def field_sets(spec: Spec) -> Callable[[str, Sequence[Field]], FieldSet]:
    """Return what prepares the fields of a name; references are to the spec's entities."""
    tables = {entity.name: entity.plural for entity in spec.entities}

    def field_set(name: str, fields: Sequence[Field]) -> FieldSet:
        entity = Entity(name, name, words.class_name(name), words.title(name), name, tuple(fields))
        names = Names(spec.package, entity, tables, frozenset(), frozenset(map(column_of, fields)))
        prepared = tuple(prepared_field(field, names) for field in fields)
        enums = tuple(enums_of(entity, names))
        return FieldSet(
            name=name,
            class_name=entity.class_name,
            title=entity.title,
            names=names,
            fields=prepared,
            enums=enums,
            imports=_imports([each.create for each in prepared], enums),
            read_imports=_imports([each.read for each in prepared], enums),
        )

    return field_set


def _imports(lines: Sequence[Text], enums: Sequence[Enumeration]) -> tuple[str, ...]:
    found = {line for text in lines for line in text.imports}
    return tuple(sorted(found | ({"from enum import StrEnum"} if enums else set())))
