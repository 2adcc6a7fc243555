"""How the values of a column follow when its type changes."""

from typing import Literal, NamedTuple

from scaffold.spec.model import Field

from . import words
from .blocks import Branch, Statement, execute
from .layout import call
from .shapes import Column
from .strings import quoted

_SQL = {"int": "integer", "bigint": "bigint"}


class Conversion(NamedTuple):
    """How a column's values follow: in PostgreSQL by an expression, in SQLite by an update or through another column.

    Neither is needed where the databases' own casts do; an update comes before the change of type, or after it.
    """

    postgresql: str | None = None
    sqlite: str | None = None
    way: Literal["before", "after", "through"] = "before"


def conversion_of(column: str, before: Field, after: Field) -> Conversion:  # noqa: PLR0911  one answer for each pair
    """Return how values follow from one type to another; SQLite has decimals and moments as text of its own form."""
    name = words.name(column)
    match before.type, after.type:
        case "date", "timestamp":
            moment = f"{name} || 'T00:00:00.000000+00:00'"
            return Conversion(f"CAST({name} AS timestamp) AT TIME ZONE 'UTC'", moment, "through")
        case "timestamp", "date":
            return Conversion(f"CAST({name} AT TIME ZONE 'UTC' AS date)", f"substr({name}, 1, 10)", "through")
        case "float", ("int" | "bigint"):
            return Conversion(f"CAST(round({name}) AS {_SQL[after.type]})", f"round({name})")
        case (("int" | "bigint"), "decimal"):
            return Conversion(None, _digits(f"{name} * {10 ** (after.scale or 0)}", after), "after")
        case "decimal", ("int" | "bigint"):
            number = _rounded(_steps(name, before), before.scale or 0)
            return Conversion(f"CAST(round({name}) AS {_SQL[after.type]})", number)
        case "decimal", "decimal":
            return Conversion(None, _digits(_scaled(_steps(name, before), before, after), after))
        case (("string" | "text"), ("int" | "bigint")):
            return Conversion(f"CAST({name} AS {_SQL[after.type]})")
        case _:
            return Conversion()


def through(table: str, column: Column, conversion: Conversion) -> Statement:
    """Convert a column that no constraint is about; on SQLite it takes NULL afterwards."""
    name, meanwhile = quoted(column.name), f"{column.name}_converted"
    order = f"UPDATE {words.name(table)} SET {meanwhile} = {conversion.sqlite}"  # noqa: S608  printed, not run
    using = f"postgresql_using={quoted(conversion.postgresql or '')}"
    return Branch(
        table,
        (call("op.alter_column", quoted(table), name, f"type_={column.kind}", using),),
        (
            call("op.add_column", quoted(table), column.piece(meanwhile, nullable=True)),
            execute(order),
            call("op.drop_column", quoted(table), name),
            call("op.alter_column", quoted(table), quoted(meanwhile), f"new_column_name={name}"),
        ),
    )


def _steps(name: str, field: Field) -> str:
    """Read SQLite's form of a decimal: steps of the last place."""
    return f"(CAST({name} AS INTEGER) - {10 ** (field.precision or 0)})"


def _digits(steps: str, field: Field) -> str:
    precision = field.precision or 0
    return f"printf('%0{precision + 1}d', {steps} + {10**precision})"


def _scaled(steps: str, before: Field, after: Field) -> str:
    places = (after.scale or 0) - (before.scale or 0)
    if places == 0:
        return steps
    return f"{steps} * {10**places}" if places > 0 else _rounded(steps, -places)


def _rounded(steps: str, places: int) -> str:
    return f"CAST(round({steps} / {10**places}.0) AS INTEGER)" if places else steps
