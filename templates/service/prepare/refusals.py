"""Values that a service must refuse, field by field, and why."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from scaffold.spec.model import Field

from .kinds import Names, items_of
from .literals import literal
from .samples import samples
from .strings import quoted

INT_BITS = {"int": 31, "bigint": 63}


class Refusal(NamedTuple):
    """A value in JSON, as code, that must be refused, and the reason."""

    text: str
    reason: str


def refusals(field: Field, names: Names) -> tuple[Refusal, ...]:
    """Return values that clients must not be able to send for a field."""
    found = [Refusal(text, reason) for text, reason in _by_type(field, names)]
    if not field.optional:
        found.append(Refusal("None", "null"))
    return tuple(found)


def _by_type(field: Field, names: Names) -> Iterator[tuple[str, str]]:
    match field.type:
        case "string" | "text":
            yield from _texts(field)
        case "int" | "bigint":
            yield from _integers(field)
        case "float":
            yield 'float("inf")', "not finite"
            yield 'float("nan")', "not a number"
            yield '"1.5"', "a text"
            yield from _outside(field, 1.0)
        case "decimal":
            yield from _decimals(field)
        case "date" | "timestamp":
            yield from _times(field)
        case "list":
            yield from _lists(field, names)
        case _:
            yield from _OTHERS[field.type]


_OTHERS = {
    "bool": (("1", "a number"), ('"true"', "a text")),
    "uuid": (('"1234"', "no UUID"), ("1", "a number")),
    "ref": (('"1234"', "no UUID"), ("1", "a number")),
    "enum": (('""', "none of the values"), ("1", "a number")),
    "email": (
        ('"nobody"', "no @"),
        ('"a b@example.com"', "a blank"),
        ('"a\\x00@example.com"', "a NUL character"),
        ('"a" * 310 + "@example.com"', "too long"),
        ("1", "a number"),
    ),
    "url": (
        ('"example.com"', "no scheme"),
        ('"ftp://example.com"', "a scheme other than http and https"),
        ('"https://user@example.com"', "credentials"),
        ('"https://example.com/a b"', "a blank"),
        ('"https://example.com/\\x00"', "a NUL character"),
        ('"https://example.com/" + "a" * 2040', "too long"),
        ("1", "a number"),
    ),
    "json": (
        ('{"a": ["\\x00"]}', "a NUL character in a value"),
        ('{"\\x00": 1}', "a NUL character in a key"),
        ('["\\ud800"]', "half of a surrogate pair"),
        ('[float("nan")]', "not a number"),
    ),
}


def _texts(field: Field) -> Iterator[tuple[str, str]]:
    longest = field.maximum or field.length
    if longest is not None:
        yield f'"a" * {int(longest) + 1}', "too long"
    if field.minimum is not None and int(field.minimum) > 0:
        yield f'"a" * {int(field.minimum) - 1}', "too short"
    length = max(int(field.minimum or 0), 1)
    yield f'"\\x00" * {length}', "NUL characters"
    yield "1", "a number"


def _integers(field: Field) -> Iterator[tuple[str, str]]:
    bits = INT_BITS[field.type]
    yield f"2**{bits}", "too great for the column"
    yield f"-(2**{bits}) - 1", "too small for the column"
    yield '"1"', "a text"
    yield "1.5", "a fraction"
    yield from _outside(field, 1)


def _outside(field: Field, step: float) -> Iterator[tuple[str, str]]:
    number = int if field.type in INT_BITS else float
    if field.minimum is not None:
        yield repr(number(field.minimum) - step), "below the least value"
    if field.maximum is not None:
        yield repr(number(field.maximum) + step), "above the greatest value"


def _decimals(field: Field) -> Iterator[tuple[str, str]]:
    precision, scale = field.precision or 0, field.scale or 0
    quantum = Decimal(1).scaleb(-scale)
    yield quoted(f"1{'0' * (precision - scale)}"), "too many digits"
    yield quoted(f"0.{'0' * scale}1"), "too many digits after the point"
    yield "1.5", "a binary fraction, which is not exact"
    yield '"1e1"', "an exponent"
    yield '"NaN"', "not a number"
    if field.minimum is not None:
        yield quoted(f"{Decimal(field.minimum) - quantum:f}"), "below the least value"
    if field.maximum is not None:
        yield quoted(f"{Decimal(field.maximum) + quantum:f}"), "above the greatest value"


def _times(field: Field) -> Iterator[tuple[str, str]]:
    yield "0", "a number"
    yield '"0"', "a number in a text"
    if field.type == "date":
        yield '"2026-02-30"', "no such day"
        yield '"2026-01-31T00:00:00"', "a time of day"
        step, read = dt.timedelta(days=1), dt.date.fromisoformat
    else:
        yield '"2026-01-31T12:30:00"', "no time zone"
        yield '"0001-01-01T00:00:00+01:00"', "before the first year in UTC"
        step, read = dt.timedelta(seconds=1), dt.datetime.fromisoformat
    if field.minimum is not None:
        yield quoted((read(field.minimum) - step).isoformat()), "too early"
    if field.maximum is not None:
        yield quoted((read(field.maximum) + step).isoformat()), "too late"


def _lists(field: Field, names: Names) -> Iterator[tuple[str, str]]:
    item = literal(samples(items_of(field), names)[0].json)
    if field.minimum is not None and int(field.minimum) > 0:
        yield f"[{item}] * {int(field.minimum) - 1}", "too few items"
    if field.maximum is not None:
        yield f"[{item}] * {int(field.maximum) + 1}", "too many items"
    for text, reason in _by_type(items_of(field), names):
        yield f"[{text}]", f"an item: {reason}"
    yield "[None]", "an item: null"
    yield item, "no list"
