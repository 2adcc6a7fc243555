"""How the values of a column follow when its type changes."""

from collections.abc import Iterator

from scaffold.spec.model import Field

from . import words
from .blocks import Branch, Statement, execute
from .fillings import Sql
from .layout import Piece, call
from .shapes import Column
from .strings import quoted

_TEXTS = {"string", "text", "email", "url", "enum"}
_WHOLE = {"int", "bigint"}
_SQL = {"int": "integer", "bigint": "bigint"}


def is_hard(before: Field, after: Field) -> bool:
    """Say whether SQLite keeps the two types in different forms, which its own CAST does not turn into each other."""
    return _expression("c", before, after) is not None


def hard(table: str, before: Column, after: Column) -> Iterator[Statement]:
    """Convert a column that no constraint is about; on SQLite it takes NULL afterwards."""
    name = words.name(before.name)
    expression = _expression(name, before.field, after.field)
    if expression is None:
        return
    meanwhile = f"{before.name}_converted"
    order = f"UPDATE {words.name(table)} SET {meanwhile} = {expression.sqlite}"  # noqa: S608  printed, not run
    yield Branch(
        (_alter(table, before.name, after, expression.postgresql),),
        (
            call("op.add_column", quoted(table), after.piece(meanwhile, nullable=True)),
            execute(order),
            call("op.drop_column", quoted(table), quoted(before.name)),
            call("op.alter_column", quoted(table), quoted(meanwhile), f"new_column_name={quoted(before.name)}"),
        ),
    )


def cast(before: Field, after: Column) -> str | None:
    """Return the expression that PostgreSQL needs for a conversion that SQLite makes by itself."""
    if before.type in _TEXTS and after.field.type in _WHOLE:
        return f"CAST({words.name(after.name)} AS {_SQL[after.field.type]})"
    return None


def _alter(table: str, name: str, after: Column, expression: str) -> Piece:
    using = [] if expression == words.name(name) else [f"postgresql_using={quoted(expression)}"]
    return call("op.alter_column", quoted(table), quoted(name), f"type_={after.kind}", *using)


def _expression(name: str, before: Field, after: Field) -> Sql | None:  # noqa: PLR0911  one answer for each pair
    match before.type, after.type:
        case "date", "timestamp":
            return Sql(f"CAST({name} AS timestamp) AT TIME ZONE 'UTC'", f"{name} || 'T00:00:00.000000+00:00'")
        case "timestamp", "date":
            return Sql(f"CAST({name} AT TIME ZONE 'UTC' AS date)", f"substr({name}, 1, 10)")
        case "float", ("int" | "bigint"):
            return Sql(f"CAST(round({name}) AS {_SQL[after.type]})", f"CAST(round({name}) AS INTEGER)")
        case (("int" | "bigint"), "decimal"):
            return Sql(name, _digits(f"{name} * {10 ** (after.scale or 0)}", after))
        case "decimal", ("int" | "bigint"):
            return Sql(f"CAST(round({name}) AS {_SQL[after.type]})", _rounded(_steps(name, before), before.scale or 0))
        case "decimal", "decimal" if (before.precision, before.scale) != (after.precision, after.scale):
            return Sql(name, _digits(_scaled(_steps(name, before), before, after), after))
        case _:
            return None


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
