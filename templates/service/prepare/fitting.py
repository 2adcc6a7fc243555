"""Numbers that are too small or too great for what a column becomes, and texts that are none."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import NamedTuple

from scaffold.spec.bounds import INT32, INT64
from scaffold.spec.model import Field

from .fillings import Sql, sql

_CONTEXT = Context(prec=60)
_WHOLE = {"int": INT32, "bigint": INT64}
_INT_TEXT = "^(0|-?[1-9][0-9]{0,18})$"


class Fitted(NamedTuple):
    """What rows get, and which do."""

    value: Sql
    condition: Sql


def fitted(column: str, before: Field, after: Field) -> Iterator[Fitted]:
    """Bring numbers into the range that the field has now; they are of the old type still."""
    if before.type not in {*_WHOLE, "decimal", "float"} or after.type not in {*_WHOLE, "decimal"}:
        return
    (least, greatest), (low, high) = _range(before), _allowed(after)
    for sign, limit, way, is_needed in (
        ("<", low, ROUND_CEILING, before.type == "float" or low > least),
        (">", high, ROUND_FLOOR, before.type == "float" or high < greatest),
    ):
        if is_needed:
            value = sql(before, _in_places_of(before, limit, way))
            yield Fitted(value, Sql(*(f"{column} {sign} {text}" for text in value)))


def limits_in_places(before: Field, after: Field) -> tuple[str, str]:
    """Return the least and the greatest number that a field takes, in the places that it had before."""
    low, high = _allowed(after)
    return str(_in_places_of(before, low, ROUND_CEILING)), str(_in_places_of(before, high, ROUND_FLOOR))


def is_no_number(column: str, after: Field) -> Sql:
    """Return which texts are no whole number that a column can hold."""
    low, high = (f"{limit:f}" for limit in _allowed(after))
    number = f"CAST({column} AS numeric) NOT BETWEEN {low} AND {high}"
    whole = f"CAST({column} AS INTEGER)"
    return Sql(
        f"CASE WHEN {column} ~ '{_INT_TEXT}' THEN {number} ELSE true END",
        f"CAST({whole} AS TEXT) <> {column} OR {whole} NOT BETWEEN {low} AND {high}",
    )


def _allowed(field: Field) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number that a field takes."""
    low, high = _range(field)
    if field.minimum is not None:
        low = max(low, Decimal(field.minimum))
    if field.maximum is not None:
        high = min(high, Decimal(field.maximum))
    return low, high


def _range(field: Field) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number of a type; a float has none that matters here."""
    if field.type in _WHOLE:
        low, high = _WHOLE[field.type]
        return Decimal(low), Decimal(high)
    precision, scale = field.precision or 0, field.scale or 0
    greatest = Decimal(10**precision - 1).scaleb(-scale, _CONTEXT)
    return greatest.copy_negate(), greatest


def _in_places_of(field: Field, limit: Decimal, way: str) -> object:
    places = field.scale or 0
    number = limit.quantize(Decimal(1).scaleb(-places), way, _CONTEXT)
    return format(number, "f") if field.type == "decimal" else int(number)
