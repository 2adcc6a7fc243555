"""How values stand in documents, where BSON has no type that holds them whole.

A timestamp is text of one length, which sorts by time: the dates of BSON end at the millisecond.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from bson import Binary, Decimal128
from bson.binary import USER_DEFINED_SUBTYPE

LEAST, GREATEST = -(2**63), 2**63 - 1
"""The whole numbers that BSON has; longer ones, which JSON may hold, are digits."""
ESCAPE = "\\"
"""Stands before a key that begins with `$` or with itself: MongoDB gives some of those a meaning."""


def to_bson(value: object) -> Any:  # noqa: ANN401, PLR0911 - one answer for each type
    """Return what a document holds for a value."""
    match value:
        case bool() | float() | None:
            return value
        case int():
            return value if fits(value) else Binary(str(value).encode(), USER_DEFINED_SUBTYPE)
        case str():
            return str(value)  # an enum's value, without its class
        case Decimal():
            return Decimal128(value)
        case dt.datetime():
            return to_text(value)
        case dt.date():
            return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
        case list():
            return [to_bson(item) for item in value]
        case dict():
            return {escaped(key): to_bson(item) for key, item in value.items()}
    return value


def from_bson(value: Any) -> Any:  # noqa: ANN401, PLR0911 - one answer for each type
    """Return a value that a document holds as Python has it."""
    match value:
        case bool():
            return value
        case int():
            return int(value)
        case Decimal128():
            return value.to_decimal()
        case Binary() if value.subtype == USER_DEFINED_SUBTYPE:
            return int(value)
        case list():
            return [from_bson(item) for item in value]
        case dict():
            return {key.removeprefix(ESCAPE): from_bson(item) for key, item in value.items()}
    return value


def to_text(moment: dt.datetime) -> str:
    """Write a moment in UTC, so that texts sort by time."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def fits(number: int) -> bool:
    """Say whether BSON has a type for a whole number."""
    return LEAST <= number <= GREATEST


def escaped(key: str) -> str:
    """Return a key that means nothing to MongoDB."""
    return ESCAPE + key if key.startswith(("$", ESCAPE)) else key
