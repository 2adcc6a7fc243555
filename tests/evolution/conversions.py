"""Every type that becomes every other one, with values at the edges of each, and what each value has to become."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any
from uuid import UUID

from scaffold.evolution import Words
from scaffold.evolution.conversion import conversion
from scaffold.spec import Field
from scaffold.spec.fields import read_field
from tests.evolution.lives import words
from tests.evolution.rows import row

_EXACT = Context(prec=60)
_LONG = "a" * 300
_INTS = (0, 1, -1, 7, -42, 999, 1000, -1000, 2**31 - 1, -(2**31))
_BIGINTS = (*_INTS, 2**31, -(2**31) - 1, 3_000_000_000, 10**17, 10**18, -(10**18), 2**53 + 1, 2**63 - 1024, -(2**63))
_FLOATS = (
    0.0,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    0.49999999999999994,
    2.0**52 + 1,
    2147483647.4,
    2147483647.5,
    3e9,
    -3e9,
    1e300,
)
_MOMENTS = ("2026-05-06T23:59:59.999999+00:00", "1999-12-31T00:00:00+00:00")


def _range(field: Field) -> tuple[Decimal, Decimal]:
    greatest = _EXACT.multiply(Decimal(10 ** (field.precision or 0) - 1), Decimal(1).scaleb(-(field.scale or 0)))
    return greatest.copy_negate(), greatest


def _decimals(precision: int, scale: int) -> tuple[Decimal, ...]:
    """Give numbers at the edges, and where rounding turns: halves, what is next to them, and runs of nines."""
    step = Decimal(1).scaleb(-scale)
    _, greatest = _range(Field("", "decimal", precision=precision, scale=scale))
    steps = (0, 1, -1, 5, -5, 15, -15, 49, 50, 51, -49, -50, -51, 999, -999, 995, 12345, -12345, 99950, -99950)
    near = tuple(_EXACT.multiply(Decimal(number), step) for number in steps if abs(number) < 10**precision)
    half = _EXACT.subtract(greatest, _EXACT.multiply(step, Decimal(4)))
    return (*near, greatest, greatest.copy_negate(), half, half.copy_negate())


SAMPLES: Mapping[str, Sequence[Any]] = {
    "string(3)": ("", "abc", "äöü"),
    "string(80)": ("", "b", _LONG[:80], "\N{PARTY POPPER}" * 80),
    "string(120)": ("c", _LONG[:120]),
    "text": ("", "d", _LONG, "a", "longer"),
    "email": ("a@example.org",),
    "enum(a, b)": ("a", "b"),
    "enum(a, b, longer)": ("a", "b", "longer"),
    "int": _INTS,
    "bigint": _BIGINTS,
    "float": _FLOATS,
    "decimal(5, 2)": _decimals(5, 2),
    "decimal(9, 0)": _decimals(9, 0),
    "decimal(18, 2)": _decimals(18, 2),
    "decimal(20, 2)": _decimals(20, 2),
    "decimal(24, 3)": _decimals(24, 3),
    "decimal(38, 10)": _decimals(38, 10),
    "decimal(38, 1)": _decimals(38, 1),
    "bool": (True, False),
    "date": (dt.date(2026, 5, 6), dt.date(2, 1, 1), dt.date(9999, 12, 30)),
    "timestamp": tuple(map(dt.datetime.fromisoformat, _MOMENTS)),
    "uuid": (UUID(int=5, version=4),),
    "json": ({"a": 1}, [1]),
    "list(string(5))": ([], ["x"]),
    "list(int)": ([], [1]),
    "list(bigint)": ([2**40],),
}
TYPES = {text: read_field("field", text) for text in SAMPLES}
_NAMES = {text: f"kind_{place}" for place, text in enumerate(TYPES)}
_WHOLE = {"int": (-(2**31), 2**31 - 1), "bigint": (-(2**63), 2**63 - 1024)}
_TEXTS = {"string", "text", "email", "enum"}

BEFORE = {_NAMES[before]: {_NAMES[after]: f"{before}, optional" for after in TYPES} for before in TYPES}
AFTER = {_NAMES[before]: {_NAMES[after]: f"{after}, optional" for after in TYPES} for before in TYPES}


def keeps_all(before: str, after: str) -> bool:
    """Say whether every value that is tried survives, in another form where the types ask for one."""
    one, other = TYPES[before], TYPES[after]
    if one == other:
        return True
    if one.type in _TEXTS and other.type in _TEXTS:
        wide = other.length is None or (one.length is not None and one.length <= other.length)
        return wide and (other.type != "enum" or (one.type == "enum" and set(one.values) <= set(other.values)))
    if one.type in _WHOLE and other.type in {"string", "text"}:
        return all(other.length is None or len(str(value)) <= other.length for value in SAMPLES[before])
    if one.type in {*_WHOLE, "decimal"} and other.type in {*_WHOLE, "decimal", "float"}:
        if other.type == "float":
            return one.type == "int"
        return all(_as_number(other, Decimal(value)) == value for value in SAMPLES[before])
    pairs = {("date", "timestamp"), ("list(string(5))", "json"), ("list(int)", "json"), ("list(bigint)", "json")}
    return (before, after) in pairs | {("list(int)", "list(bigint)")}


def said() -> Words:
    """Give the words for all that does not keep everything."""
    drops = [
        f"{_NAMES[one]}.{_NAMES[other]}" + value
        for one, other in _pairs()
        if not keeps_all(one, other)
        for value in _gone(TYPES[one], TYPES[other])
    ]
    return words(drop=drops)


def rows(*, of_after: bool) -> dict[str, list[dict[str, Any]]]:
    """Give a row for each value: in every column of the old type, or in the column of each new type."""
    found = {}
    for before in TYPES:
        if of_after:
            most = max(map(len, SAMPLES.values()))
            values = [
                {_NAMES[after]: _at(_returning(before, after), number) for after in TYPES} for number in range(most)
            ]
        else:
            values = [dict.fromkeys(_NAMES.values(), value) for value in SAMPLES[before]]
        found[f"{_NAMES[before]}s"] = [row(number + 1, **each) for number, each in enumerate(values)]
    return found


def _returning(before: str, after: str) -> Sequence[Any]:
    """Give the values of a new type with which a downgrade goes on: a list is made of no other JSON."""
    lists = TYPES[before].type == "list" and after == "json"
    return [value for value in SAMPLES[after] if isinstance(value, list) or not lists]


def converted(stored: Mapping[str, Sequence[Mapping[str, Any]]], *, back: bool) -> dict[str, list[dict[str, Any]]]:
    """Return what rows have to become."""
    names = {name: text for text, name in _NAMES.items()}
    found = {}
    for table, values in stored.items():
        before = names[table.removesuffix("s")]
        found[table] = [
            {
                column: _become(*((names[column], before) if back else (before, names[column])), value, back=back)
                for column, value in each.items()
                if column in names
            }
            for each in values
        ]
    return found


def _become(before: str, after: str, value: Any, *, back: bool) -> Any:  # noqa: PLR0911  one answer for each rule
    one, other = TYPES[before], TYPES[after]
    fate = conversion(one, other)
    was_text = back and other.type in _WHOLE and one.type in {"string", "text"} and keeps_all(after, before)
    if value is None or (fate == "replaced" and not was_text and not (back and keeps_all(after, before))):
        return None
    if was_text:
        canonical = value.removeprefix("-").isdigit() and str(int(value)) == value
        return int(value) if canonical and _WHOLE[other.type][0] <= int(value) <= _WHOLE[other.type][1] else None
    if other.type == "enum":
        return value if value in other.values else None
    if other.type in {"string", "text", "email"}:
        return str(value)[: other.length]
    if other.type == "float":
        return float(value)
    if other.type in {*_WHOLE, "decimal"}:
        return _as_number(other, Decimal(value), one)
    if (one.type, other.type) == ("date", "timestamp"):
        return dt.datetime.combine(value, dt.time(), dt.UTC)
    return value.date() if (one.type, other.type) == ("timestamp", "date") else value


def _as_number(field: Field, value: Decimal, was: Field | None = None) -> int | Decimal:
    """Take the nearest that fits, in the places that it had, and round halves away from zero."""
    scale = field.scale or 0
    low, high = map(Decimal, _WHOLE[field.type]) if field.type in _WHOLE else _range(field)
    if was is not None and was.type in {*_WHOLE, "decimal"}:
        step = Decimal(1).scaleb(-(was.scale or 0))
        low, high = low.quantize(step, ROUND_CEILING, _EXACT), high.quantize(step, ROUND_FLOOR, _EXACT)
    rounded = max(low, min(high, value)).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP, _EXACT)
    return int(rounded) if field.type in _WHOLE else rounded


def _pairs() -> Iterator[tuple[str, str]]:
    return ((one, other) for one in TYPES for other in TYPES)


def _gone(one: Field, other: Field) -> list[str]:
    if one.type == other.type == "enum":
        return [f".{value}" for value in one.values if value not in other.values]
    return [""]


def _at(values: Sequence[Any], number: int) -> Any:
    return values[number] if number < len(values) else None
