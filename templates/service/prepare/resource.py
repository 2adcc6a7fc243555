"""One entity, ready to be printed."""

from collections.abc import Mapping
from typing import NamedTuple

from scaffold.spec.model import Entity, Field

from . import annotations, columns, filters
from .edges import edges
from .kinds import Names, Text, items_of
from .layout import Piece
from .refusals import Refusal, refusals
from .samples import Sample, samples


class PreparedField(NamedTuple):
    """One field: `name` is its column, attribute and JSON key; texts are lines of code, without indentation."""

    name: str
    field: Field
    column: Text
    record: Text
    create: Text
    read: Text
    """The line of a field that another service sends."""
    patch: Text | None
    target: str | None
    """The name of the entity that it refers to."""
    required: bool
    """Whether a client must send it to make an entity."""
    samples: tuple[Sample, ...]
    refusals: tuple[Refusal, ...]
    edges: tuple[Piece, ...]
    """Values in JSON, as code, that it takes and writes in one form."""


class Enumeration(NamedTuple):
    """A class of an enum's values; `members` are names and values."""

    name: str
    field: str
    members: tuple[tuple[str, str], ...]


class Resource(NamedTuple):
    """An entity, and what its files print. Imports are lines to merge with `{% filter imports %}`."""

    entity: Entity
    names: Names
    name: str
    plural: str
    class_name: str
    title: str
    path: str
    identifier: str
    fields: tuple[PreparedField, ...]
    enums: tuple[Enumeration, ...]
    table_arguments: str
    """The assignment of a table's constraints and indexes, without the indentation of its first line."""
    filters: tuple[filters.Filter, ...]
    sorts: tuple[str, ...]
    sort: str
    parents: tuple[str, ...]
    """The entities that must exist before one of these can be made, the first ones first."""
    model_imports: tuple[str, ...]
    table_imports: tuple[str, ...]


def resource(entity: Entity, names: Names, entities: Mapping[str, Entity]) -> Resource:
    """Prepare one entity."""
    fields = tuple(prepared_field(field, names) for field in entity.fields)
    found = filters.filters(entity, names)
    sort = filters.sort_line(entity, names)
    lines = [line for field in fields for line in (field.record, field.create, field.patch) if line]
    enums = tuple(enums_of(entity, names))
    return Resource(
        entity=entity,
        names=names,
        name=entity.name,
        plural=entity.plural,
        class_name=entity.class_name,
        title=entity.title,
        path=entity.path,
        identifier=f"{entity.class_name}Id",
        fields=fields,
        enums=enums,
        table_arguments=columns.table_arguments(entity, names),
        filters=found,
        sorts=filters.sorts(entity, names),
        sort=str(sort),
        parents=parents(entity, entities),
        model_imports=_imports(*lines, *(each.line for each in found), sort, enums=bool(enums)),
        table_imports=_imports(*(field.column for field in fields)),
    )


def parents(entity: Entity, entities: Mapping[str, Entity]) -> tuple[str, ...]:
    """Return what an entity cannot be without, directly or not, in the order of making."""
    found: dict[str, None] = {}
    for field in entity.fields:
        if field.target and not field.optional and field.target != entity.name and field.target not in found:
            found |= dict.fromkeys((*parents(entities[field.target], entities), field.target))
    return tuple(found)


def prepared_field(field: Field, names: Names) -> PreparedField:
    """Prepare one field."""
    return PreparedField(
        name=names.column(field),
        field=field,
        column=columns.column(field, names),
        record=annotations.record(field, names),
        create=annotations.create(field, names),
        read=annotations.read(field, names),
        patch=annotations.patch(field, names),
        target=field.target,
        required=not field.optional and not field.has_default,
        samples=samples(field, names),
        refusals=refusals(field, names),
        edges=edges(field),
    )


def enums_of(entity: Entity, names: Names) -> list[Enumeration]:
    """Return the classes of the values of an entity's enums."""
    found = []
    for field in entity.fields:
        values = field.values if field.type != "list" else items_of(field).values
        if values:
            members = tuple((value.upper(), value) for value in values)
            found.append(Enumeration(names.enum(field), names.column(field), members))
    return found


def _imports(*lines: Text, enums: bool = False) -> tuple[str, ...]:
    found = {line for text in lines for line in text.imports}
    if enums:
        found.add("from enum import StrEnum")
    return tuple(sorted(found))
