"""Values that a service must refuse, field by field, and why."""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from scaffold.spec.bounds import greatest
from scaffold.spec.model import Field

from .kinds import Names, items_of
from .literals import literal
from .ordered import SECOND, span, written
from .samples import samples
from .strings import quoted

INT_BITS = {"int": 31, "bigint": 63}
LOW, HIGH = "below the least value", "above the greatest value"
SENDABLE = 900_000
"""Bytes that fit into a request beside the other fields, as services limit them."""


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
        case "json":
            yield from _documents(field)
        case _:
            yield from _OTHERS[field.type]


_OTHERS = {
    "bool": (("1", "a number"), ('"true"', "a text")),
    "uuid": (('"1234"', "no UUID"), ("1", "a number")),
    "ref": (('"1234"', "no UUID"), ("1", "a number")),
    "enum": (('""', "none of the values"), ("1", "a number")),
    "email": (
        ('"nobody"', "no @"),
        ('"a@b..c"', "no such host"),
        ('"a b@example.com"', "a blank"),
        ('"a\\x00@example.com"', "a NUL character"),
        ('"a" * 310 + "@example.com"', "too long"),
        ("1", "a number"),
    ),
    "url": (
        ('"example.com"', "no scheme"),
        ('"ftp://example.com"', "a scheme other than http and https"),
        ('"https://user@example.com"', "credentials"),
        ('"https://example.com:99999"', "no such port"),
        ('"https://a b.example.com"', "a blank in the host"),
        ('"https://example.com/" + "a" * 2040', "too long"),
        ("1", "a number"),
    ),
}


def _documents(field: Field) -> Iterator[tuple[str, str]]:
    yield '{"a": ["\\x00"]}', "a NUL character in a value"
    yield '{"\\x00": 1}', "a NUL character in a key"
    yield '["\\ud800"]', "half of a surrogate pair"
    yield '[float("nan")]', "not a number"
    if (most := greatest(field)) and most < SENDABLE:
        yield f'"a" * {most - 1}', "too long"


def _texts(field: Field) -> Iterator[tuple[str, str]]:
    if (longest := greatest(field)) and longest < SENDABLE:
        yield f'"a" * {longest + 1}', "too long"
    if field.minimum is not None and int(field.minimum) > 0:
        yield f'"a" * {int(field.minimum) - 1}', "too short"
    length = max(int(field.minimum or 0), 1)
    yield '"\\x00"' + (f" * {length}" if length > 1 else ""), "NUL characters"
    yield "1", "a number"


def _integers(field: Field) -> Iterator[tuple[str, str]]:
    bits = INT_BITS[field.type]
    yield f"2**{bits}", "too great for the column"
    yield f"-(2**{bits}) - 1", "too small for the column"
    yield '"1"', "a text"
    yield "1.5", "a fraction"
    yield from _outside(field, 1)


def _outside(field: Field, step: float, *, below: str = LOW, above: str = HIGH) -> Iterator[tuple[str, str]]:
    """Give what lies next to the limits; nothing where the type itself ends there."""
    of_type = span(field._replace(minimum=None, maximum=None))
    low, high = span(field)
    for limit, side, reason in ((low, -1, below), (high, 1, above)):
        # An addend below the last place of a great float would change nothing.
        least = math.ulp(float(limit)) if field.type == "float" else 0
        value = limit + side * Fraction(max(step, least))
        if of_type.low <= value <= of_type.high:
            yield literal(written(field, value)), reason


def _decimals(field: Field) -> Iterator[tuple[str, str]]:
    precision, scale = field.precision or 0, field.scale or 0
    yield quoted(f"1{'0' * (precision - scale)}"), "too many digits"
    yield quoted(f"0.{'0' * scale}1"), "too many digits after the point"
    yield "1.5", "a binary fraction, which is not exact"
    yield '"1e1"', "an exponent"
    yield '"NaN"', "not a number"
    yield from _outside(field, 1)


def _times(field: Field) -> Iterator[tuple[str, str]]:
    yield "0", "a number"
    yield '"0"', "a number in a text"
    if field.type == "date":
        yield '"2026-02-30"', "no such day"
        yield '"2026-01-31T00:00:00"', "a time of day"
        yield from _outside(field, 1, below="too early", above="too late")
    else:
        yield '"2026-01-31T12:30:00"', "no time zone"
        yield '"0001-01-01T00:00:00Z"', "infinity to PostgreSQL"
        yield '"9999-12-31T23:59:59.999999Z"', "infinity to PostgreSQL"
        yield '"0001-01-01T00:00:00+01:00"', "before the first year in UTC"
        yield from _outside(field, SECOND, below="too early", above="too late")


def _lists(field: Field, names: Names) -> Iterator[tuple[str, str]]:
    item = literal(samples(items_of(field), names)[0].json)
    if field.minimum is not None and int(field.minimum) > 0:
        yield f"[{item}] * {int(field.minimum) - 1}", "too few items"
    if (most := greatest(field)) is not None and len(item) * most < SENDABLE:
        yield f"[{item}] * {most + 1}", "too many items"
    for text, reason in _by_type(items_of(field), names):
        yield f"[{text}]", f"an item: {reason}"
    yield "[None]", "an item: null"
    yield item, "no list"
