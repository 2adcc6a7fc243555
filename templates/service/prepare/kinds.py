"""What each field type is in the service: its type in Python, and its column in the table and in a migration."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scaffold.spec.model import Entity, Field

from .circles import late_references
from .layout import Piece, call, flat, subscript

DECIMAL = "from decimal import Decimal"
UUID = "from uuid import UUID"
SA = "import sqlalchemy as sa"
POSTGRESQL = "from sqlalchemy.dialects import postgresql"

EXPONENT_SCALE = 7
"""From this scale on, Python writes small decimals with an exponent: `str(Decimal("0.0000001"))` is `1E-7`."""

COMMON_TYPES = {
    "text": "sa.Text",
    "int": "sa.Integer",
    "bigint": "sa.BigInteger",
    "float": "sa.Double",
    "bool": "sa.Boolean",
    "date": "sa.Date",
    "uuid": "sa.Uuid",
    "ref": "sa.Uuid",
}
"""Columns that are the same in every database, and in a migration."""

JSON_COLUMN = call("sa.JSON().with_variant", "postgresql.JSONB()", '"postgresql"')


LIBRARY_CLASSES = {
    "Field": "PydanticField",
    "Query": "QueryParameters",
    "Request": "HttpRequest",
    "Response": "HttpResponse",
}
"""Classes and functions of libraries that an entity may be called like, and what they are called beside it then."""


MODELS_BESIDE = frozenset({"create", "patch", "query"})
"""What the names of the models that stand beside the entity's own end in."""


class Text(NamedTuple):
    """A piece of code, and the import lines that it needs."""

    piece: Piece
    imports: tuple[str, ...] = ()

    def __str__(self) -> str:
        return flat(self.piece)


class Names(NamedTuple):
    """Where a field stands, and the names that follow from that."""

    package: str
    entity: Entity
    tables: Mapping[str, str]
    """The table of each entity."""
    late: frozenset[str] = frozenset()
    """Fields whose references are made when all tables exist."""
    fields: frozenset[str] = frozenset()
    """The attributes that the fields are."""

    def table(self, field: Field) -> str:
        """Name the table that a reference is to."""
        return self.tables[field.target or ""]

    def column(self, field: Field) -> str:
        """Name a field's column, attribute and JSON key."""
        return column_of(field)

    def enum(self, field: Field) -> str:
        """Name the class of an enum's values, as in `UserStatus`; `UserPatch` is what clients send."""
        name = self.entity.class_name + pascal(field.name)
        return f"{name}Value" if field.name in MODELS_BESIDE else name

    def identifier(self, field: Field) -> str:
        """Name the type of the ids that a reference holds, as in `TeamId`."""
        return f"{pascal(field.target or '')}Id"

    def beside(self, library: str) -> str:
        """Name what the modules of the entity import, where the entity or a field of it may have that name itself.

        A field hides it in the bodies of classes; with a `_` after it, it is the name of none.
        """
        if library == self.entity.class_name:
            return LIBRARY_CLASSES[library]
        return f"{library}_" if library in self.fields else library

    def imported(self, library: str) -> str:
        """Write the name of what a library has in an import."""
        alias = self.beside(library)
        return library if alias == library else f"{library} as {alias}"

    @property
    def dates(self) -> str:
        """Import the module of dates and times."""
        name = self.beside("dt")
        return f"import datetime as {name}" + ("" if name == "dt" else "  # noqa: ICN001 - a field is called dt")

    def shared(self, name: str) -> str:
        """Import a field type of the service, or what makes a default."""
        return f"from {self.package}.models.fields import {self.imported(name)}"

    def columns(self, name: str) -> str:
        """Import a column type of the service."""
        return f"from {self.package}.repositories.columns import {name}"

    def identifiers(self, name: str) -> str:
        """Import the type of an entity's ids; all stand in one module, as entities may refer to each other."""
        return f"from {self.package}.models.identifiers import {name}"


def names_of(entities: Sequence[Entity], package: str) -> dict[str, Names]:
    """Return the names of each entity of a service."""
    tables = {entity.name: entity.plural for entity in entities}
    late = late_references(entities)
    fields = {entity.name: frozenset(map(column_of, entity.fields)) for entity in entities}
    return {each.name: Names(package, each, tables, late[each.name], fields[each.name]) for each in entities}


def column_of(field: Field) -> str:
    """Name a field's column, attribute and JSON key: `team: ref(team)` is stored and shown as `team_id`."""
    return f"{field.name}_id" if field.type == "ref" else field.name


def pascal(name: str) -> str:
    """Return `UserRole` for `user_role`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def plain(field: Field, names: Names) -> Text:  # noqa: C901, PLR0911  one answer for each type
    """Return the Python type of a stored value."""
    match field.type:
        case "string" | "text" | "email" | "url":
            return Text("str")
        case "int" | "bigint":
            return Text("int")
        case "float" | "bool":
            return Text(field.type)
        case "decimal" if (field.scale or 0) >= EXPONENT_SCALE:
            return Text("PlainDecimal", (names.shared("PlainDecimal"),))
        case "decimal":
            return Text("Decimal", (DECIMAL,))
        case "date":
            return Text(f"{names.beside('dt')}.date", (names.dates,))
        case "timestamp":
            return Text(f"{names.beside('dt')}.datetime", (names.dates,))
        case "uuid":
            return Text("UUID", (UUID,))
        case "json":
            return Text("JsonValue", ("from pydantic import JsonValue",))
        case "enum":
            return Text(names.enum(field))
        case "ref":
            name = names.identifier(field)
            return Text(name, (names.identifiers(name),))
        case "list":
            inner = plain(items_of(field), names)
            return Text(subscript("list", inner.piece), inner.imports)


def stored(field: Field, names: Names) -> Text:
    """Return the Python type of a column."""
    match field.type:
        case "enum":
            return Text("str")
        case "decimal":
            return Text("Decimal", (DECIMAL,))
        case "ref":
            return Text("UUID", (UUID,))
        case "json":
            return Text("Any", ("from typing import Any",))
        case "list":
            return Text("list[Any]", ("from typing import Any",))
        case _:
            return plain(field, names)


def items_of(field: Field) -> Field:
    """Return what a list holds."""
    if field.items is None:
        message = f"the list {field.name} does not say what it holds"
        raise ValueError(message)
    return field.items


def model_type(field: Field, names: Names) -> Text:
    """Return the column's type in the table; some are types of the service, which convert values."""
    match field.type:
        case "decimal":
            return Text(f"DecimalType({field.precision}, {field.scale})", (names.columns("DecimalType"),))
        case "timestamp":
            return Text("TimestampType", (names.columns("TimestampType"),))
        case "json" | "list":
            return Text("JsonType", (names.columns("JsonType"),))
        case _:
            return _common_type(field)


def migration_type(field: Field) -> Text:
    """Return the column's type in a migration, which imports nothing of the service: a migration outlives its code."""
    match field.type:
        case "decimal":
            width = (field.precision or 0) + 1
            variant = call(
                f"sa.Numeric({field.precision}, {field.scale}).with_variant", f"sa.String({width})", '"sqlite"'
            )
            return Text(variant, (SA,))
        case "timestamp":
            return Text("sa.DateTime(timezone=True)", (SA,))
        case "json" | "list":
            return Text(JSON_COLUMN, (SA, POSTGRESQL))
        case _:
            return _common_type(field)


def _common_type(field: Field) -> Text:
    return Text(COMMON_TYPES.get(field.type) or f"sa.String({field.length})", (SA,))
