"""How the values of a column follow when its type changes."""

from typing import Literal, NamedTuple

from scaffold.evolution.conversion import WHOLE_DIGITS
from scaffold.spec.model import Field

from . import words
from .blocks import Branch, Statement, execute
from .layout import call
from .shapes import Column
from .sqlite_decimals import from_whole, reshaped, rounding, to_whole, whole_digits
from .strings import quoted

_SQL = {"int": "integer", "bigint": "bigint"}


class Update(NamedTuple):
    """A new value, and which rows get it: all, where it does not say."""

    value: str
    condition: str = ""


class Conversion(NamedTuple):
    """How a column's values follow: in PostgreSQL by an expression, in SQLite by updates or through another column.

    Neither is needed where the databases' own casts do; updates come before the change of type, or after it.
    """

    postgresql: str | None = None
    sqlite: tuple[Update, ...] = ()
    way: Literal["before", "after", "through"] = "before"


def conversion_of(column: str, before: Field, after: Field) -> Conversion:  # noqa: PLR0911  one answer for each pair
    """Return how values that are in the new range follow; both databases round alike, halves away from zero."""
    name = words.name(column)
    match before.type, after.type:
        case "date", "timestamp":
            moment = f"{name} || 'T00:00:00.000000+00:00'"
            return Conversion(f"CAST({name} AS timestamp) AT TIME ZONE 'UTC'", (Update(moment),), "through")
        case "timestamp", "date":
            day = Update(f"substr({name}, 1, 10)")
            return Conversion(f"CAST({name} AT TIME ZONE 'UTC' AS date)", (day,), "through")
        case "float", ("int" | "bigint"):
            return Conversion(
                f"CAST({_rounded(name, f'trunc({name})')} AS {_SQL[after.type]})",
                (Update(_rounded(name, f"CAST({name} AS INTEGER)", "CAST({} AS INTEGER)")),),
            )
        case (("int" | "bigint"), "decimal"):
            return Conversion(None, (Update(from_whole(name, after), f"{name} IS NOT NULL"),), "after")
        case "decimal", ("int" | "bigint"):
            rounded, updates = _with_places(name, before, 0, WHOLE_DIGITS[after.type])
            return Conversion(f"CAST(round({name}) AS {_SQL[after.type]})", (*updates, Update(to_whole(name, rounded))))
        case "decimal", "decimal":
            rounded, updates = _with_places(name, before, after.scale or 0, whole_digits(after))
            return Conversion(None, (*updates, Update(reshaped(name, rounded, after))))
        case (("string" | "text"), ("int" | "bigint")):
            return Conversion(f"CAST({name} AS {_SQL[after.type]})")
        case _:
            return Conversion()


def _rounded(name: str, whole: str, cut: str = "trunc({})") -> str:
    """Round a float; to add one half to it would round what is just below one half, and odd numbers above 2**52."""
    return f"{whole} + {cut.format(f'2 * ({name} - {whole})')}"


def _with_places(name: str, field: Field, places: int, digits: int) -> tuple[Field, tuple[Update, ...]]:
    """Round to places, with room for up to `digits` before the point; return what the column holds then."""
    fewer = (field.scale or 0) - places
    if fewer <= 0:
        return field, ()
    roomy = field._replace(precision=(field.precision or 0) + (whole_digits(field) < digits))
    room = (Update(reshaped(name, field, roomy)),) if roomy != field else ()
    return roomy, (*room, Update(*rounding(name, roomy, fewer)))


def through(table: str, column: Column, conversion: Conversion) -> Statement:
    """Convert a column that no constraint is about; on SQLite it takes NULL afterwards."""
    name, meanwhile = quoted(column.name), f"{column.name}_converted"
    order = f"UPDATE {words.name(table)} SET {meanwhile} = {conversion.sqlite[0].value}"  # noqa: S608  printed, not run
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
