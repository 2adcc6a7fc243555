"""Values that a service has to write in one form, or that stand where a type or the field's limits end."""

from collections.abc import Iterator
from fractions import Fraction

from scaffold.spec.bounds import greatest
from scaffold.spec.model import Field

from .kinds import items_of
from .layout import Piece, array
from .literals import literal
from .ordered import span, written
from .strings import quoted

LEAST_FLOAT = 5e-324
TEXT = "e\u0301 \U0001f389 \x7f"
"""A letter in two characters, one of four bytes, and a control character."""
DOCUMENT = (
    '{"long": 1, "b": {"ü": [], "zz": True, "": 10**400}}',
    "[-0.0, 1.0, 1e16, 1.5e300, 5e-324]",
    '" 1.50 "',
)
TIMES = ('"2026-01-31T12:30:00.123456789+05:30"', '"2026-01-31 12:30:00z"')


def edges(field: Field) -> tuple[Piece, ...]:
    """Return code of values in JSON that a field must take; a reference has none."""
    return tuple(dict.fromkeys(_edges(field)))


def _edges(field: Field) -> Iterator[Piece]:  # noqa: C901  one answer for each type
    match field.type:
        case "string" | "text":
            yield from _texts(field)
        case "email":
            yield from ('"Ann.B+c@EXAMPLE.com"', '"Jürgen@Exämple.com"', '"o\'neil@xn--exmple-cua.com"')
        case "url":
            yield from ('"HTTPS://Example.com:443"', '"http://[::1]:8080/ü b?q=a|b"', '"https://exämple.com/a/../%7e"')
        case "uuid":
            yield '"018F2F5E-0000-7000-8000-00000000000F"'
        case "int" | "bigint" | "decimal" | "date":
            yield from _ends(field)
        case "float":
            yield from _ends(field)
            low, high = span(field)
            yield from (repr(each) for each in (-0.0, LEAST_FLOAT) if low <= Fraction(each) <= high)
        case "timestamp":
            yield from _ends(field)
            if field.minimum is None and field.maximum is None:
                yield from TIMES
        case "json" if (greatest(field) or 0) > len(DOCUMENT[0]) * 20:
            yield from DOCUMENT
        case "list":
            yield from _lists(field)
        case _:
            return


def _ends(field: Field) -> Iterator[str]:
    low, high = span(field)
    yield from (literal(written(field, each)) for each in (low, high))
    if low <= 0 <= high and field.type == "decimal":
        yield from ('"0"', '"-0"')


def _texts(field: Field) -> Iterator[str]:
    longest, shortest = greatest(field) or 0, int(field.minimum or 0)
    if longest >= len(TEXT) and shortest <= len(TEXT):
        yield quoted(TEXT)


def _lists(field: Field) -> Iterator[Piece]:
    found = edges(items_of(field))
    fewest, most = int(field.minimum or 0), greatest(field) or 0
    if found and fewest <= len(found):
        yield array(*found[:most])
