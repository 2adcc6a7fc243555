"""Values as Python writes them, in the form that `ruff format` leaves alone."""

import datetime as dt
import re
from decimal import Decimal
from typing import assert_never
from uuid import UUID

from .layout import Group, Piece, array, call, flat
from .strings import quoted

Json = int | float | str | list["Json"] | dict[str, "Json"] | None
Value = Json | Decimal | dt.date | UUID | list["Value"]


def piece(value: Value, dates: str = "dt") -> Piece:  # noqa: PLR0911  one answer for each type
    """Return a value as a piece to lay out; `dates` is what the module of dates and times is called."""
    match value:
        case list():
            return array(*(piece(item) for item in value))
        case Decimal():
            return call("Decimal", str(value) if re.fullmatch("-?[0-9]+", str(value)) else quoted(str(value)))
        case UUID():
            return call("UUID", quoted(str(value)))
        case dt.datetime():
            return _moment(value, dates)
        case dt.date():
            return call(f"{dates}.date", *map(str, (value.year, value.month, value.day)))
        case dict():
            return Group("{", tuple(_entry(key, item) for key, item in value.items()), "}", tall=True)
        case str():
            return quoted(value)
        case None | int() | float():
            return repr(value).replace("e+", "e")
        case _:
            assert_never(value)


def literal(value: Value, dates: str = "dt") -> str:
    """Return a value on one line."""
    return flat(piece(value, dates))


def _entry(key: str, value: Json) -> Piece:
    inner = piece(value)
    if not isinstance(inner, Group):
        return f"{quoted(key)}: {flat(inner)}"
    return Group(f"{quoted(key)}: {inner.opening}", inner.items, inner.closing, tall=True)


def _moment(value: dt.datetime, dates: str) -> Piece:
    parts = [value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond]
    while len(parts) > len(("year", "month", "day", "hour")) and not parts[-1]:
        parts.pop()
    return call(f"{dates}.datetime", *map(str, parts), f"tzinfo={dates}.UTC")
