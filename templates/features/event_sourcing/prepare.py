"""The tables of the entities, as the revision reads them that turns rows into the first events."""

from collections.abc import Iterator

from scaffold.spec.model import Entity, Field, Spec

_TYPES = {
    "int": "sa.Integer",
    "bigint": "sa.BigInteger",
    "float": "sa.Double",
    "bool": "sa.Boolean",
    "date": "sa.Date",
    "uuid": "sa.Uuid",
    "ref": "sa.Uuid",
    "json": "sa.JSON",
    "list": "sa.JSON",
    "timestamp": "moment",
}


def prepare(_: Spec) -> Iterator[tuple[str, object]]:
    """Yield what tells the columns of an entity of any revision."""
    yield "recorded_columns", recorded_columns
    yield "recorded_decimals", recorded_decimals


def recorded_columns(entity: Entity) -> list[tuple[str, str]]:
    """Return the names of an entity's columns, and their types in code."""
    return [(_column(field), _type(field)) for field in entity.fields]


def recorded_decimals(entity: Entity) -> list[tuple[str, tuple[int, int]]]:
    """Return the columns that hold decimals, with their digits, and those of them after the point."""
    fields = (field for field in entity.fields if field.type == "decimal")
    return [(field.name, (field.precision or 0, field.scale or 0)) for field in fields]


def _column(field: Field) -> str:
    return f"{field.name}_id" if field.type == "ref" else field.name


def _type(field: Field) -> str:
    if field.type == "decimal":
        width = (field.precision or 0) + 1
        return f'sa.Numeric({field.precision}, {field.scale}).with_variant(sa.String({width}), "sqlite")'
    return _TYPES.get(field.type, "sa.Text")
