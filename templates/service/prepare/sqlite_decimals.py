"""Decimals as SQLite has them, in SQL: text of one length that sorts by value, of any number of digits.

It is the steps of the last place between the number and the least one that the column can hold: first 1, or 0 below
zero, then the digits before the point and those after it; below zero these count up from the least.
"""

from decimal import Context, Decimal

from scaffold.spec.model import Field

_EXACT = 18
"""Digits that SQLite can calculate with as whole numbers, whatever they are."""
_CONTEXT = Context(prec=60)
"""Has room for every digit; Python's own rounds to 28."""


def encoded(field: Field, value: Decimal) -> str:
    """Write a number."""
    precision, scale = _shape(field)
    return f"{int(value.scaleb(scale, _CONTEXT)) + 10**precision:0{precision + 1}d}"


def whole_digits(field: Field) -> int:
    """Count the digits before the point."""
    precision, scale = _shape(field)
    return precision - scale


def rounding(name: str, field: Field, places: int) -> tuple[str, str]:
    """Return what a number becomes that is rounded away from zero to fewer places, and which ones are.

    What is left of the places is 0 then. Others only have to be cut. There must be room for one digit more.
    """
    precision, _ = _shape(field)
    left = precision + 1 - places
    half = "5".ljust(places, "0")
    above = half[:-1] + str(int(half[-1]) + 1)
    condition = f"substr({name}, {-places}) >= CASE WHEN {name} < '1' THEN '{above}' ELSE '{half}' END"
    if left <= _EXACT:
        return f"printf('%0{left}d', substr({name}, 1, {left}) + 1) || '{'0' * places}'", condition
    last = f"length(rtrim(substr({name}, 1, {left}), '9'))"
    zeros = f"printf('%0*d', {precision + 1} - {last}, 0)"
    return f"substr({name}, 1, {last} - 1) || (substr({name}, {last}, 1) + 1) || {zeros}", condition


def reshaped(name: str, before: Field, after: Field) -> str:
    """Write a number that fits with other digits before and after the point."""
    more = whole_digits(after) - whole_digits(before)
    places = (after.scale or 0) - (before.scale or 0)
    kept = (before.precision or 0) + min(more, 0) + min(places, 0)
    digits = f"substr({name}, {2 - min(more, 0)}, {kept})"
    if more > 0:
        sign = f"CASE WHEN {name} < '1' THEN '0{'9' * more}' ELSE '1{'0' * more}' END"
    else:
        sign = f"substr({name}, 1, 1)"
    zeros = f" || '{'0' * places}'" if places > 0 else ""
    return f"{sign} || {digits}{zeros}"


def from_whole(name: str, field: Field) -> str:
    """Write a whole number, which the column holds as text."""
    digits = whole_digits(field)
    zeros = f" || '{'0' * field.scale}'" if field.scale else ""
    if digits <= _EXACT:
        return f"printf('%0{digits + 1}d', {name} + {10**digits}){zeros}"
    rest = digits - _EXACT - 1
    sign = f"CASE WHEN {name} < '0' THEN '0{'9' * rest}' ELSE '1{'0' * rest}' END"
    high = f"({name} / {10**9} - ({name} % {10**9} < 0) + {10**10}) % {10**10}"
    low = f"({name} % {10**9} + {10**9}) % {10**9}"
    return f"{sign} || printf('%010d%09d', {high}, {low}){zeros}"


def to_whole(name: str, field: Field) -> str:
    """Read a number, which has no places that are not 0, as a whole one."""
    digits = whole_digits(field)
    if digits <= _EXACT:
        return f"CAST(substr({name}, 1, {digits + 1}) AS INTEGER) - {10**digits}"
    start = digits - _EXACT + 1
    high, low = f"substr({name}, {start}, 10)", f"substr({name}, {start + 10}, 9)"
    below = f"({high} - {10**10 - 1}) * {10**9} + {low} - {10**9}"
    return f"CASE WHEN {name} < '1' THEN {below} ELSE {high} * {10**9} + {low} END"


def _shape(field: Field) -> tuple[int, int]:
    return field.precision or 0, field.scale or 0
