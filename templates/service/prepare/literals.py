"""Values as Python writes them, in the form that `ruff format` leaves alone."""

import datetime as dt
import textwrap
from decimal import Decimal
from typing import assert_never
from uuid import UUID

from .layout import WIDTH, Group, Lines, Piece, array, flat

LONGEST = WIDTH - 14
"""What is left of a line for an argument of a call inside another, with a comma."""

Json = int | float | str | list["Json"] | dict[str, "Json"] | None
Value = Json | Decimal | dt.date | UUID | list["Value"]


def quoted(text: str) -> str:
    """Return a string literal: in double quotes, unless single ones need fewer escapes."""
    body = repr(text)[1:-1].replace("\\'", "'")
    if text.count('"') > text.count("'"):
        return "'" + body.replace("'", "\\'") + "'"
    return '"' + body.replace('"', '\\"') + '"'


def text(value: str) -> Piece:
    """Return a string literal that is cut between words when it is longer than a line in a nested call can be."""
    if len(quoted(value)) <= LONGEST:
        return quoted(value)
    parts = textwrap.wrap(value, LONGEST - 4, break_long_words=False, break_on_hyphens=False)
    return Lines((*(quoted(f"{part} ") for part in parts[:-1]), quoted(parts[-1])))


def piece(value: Value) -> Piece:
    """Return a value as a piece to lay out."""
    match value:
        case list():
            return array(*(piece(item) for item in value))
        case dict():
            return Group("{", tuple(_entry(key, item) for key, item in value.items()), "}", tall=True)
        case _:
            return _scalar(value)


def literal(value: Value) -> str:
    """Return a value on one line."""
    return flat(piece(value))


def _entry(key: str, value: Json) -> Piece:
    inner = piece(value)
    if not isinstance(inner, Group):
        return f"{quoted(key)}: {flat(inner)}"
    return Group(f"{quoted(key)}: {inner.opening}", inner.items, inner.closing, tall=True)


def _scalar(value: float | str | Decimal | dt.date | UUID | None) -> str:
    match value:
        case str():
            return quoted(value)
        case Decimal():
            return f'Decimal("{value}")'
        case UUID():
            return f'UUID("{value}")'
        case dt.datetime():
            return _moment(value)
        case dt.date():
            return f"dt.date({value.year}, {value.month}, {value.day})"
        case None | int() | float():
            return repr(value)
        case _:
            assert_never(value)


def _moment(value: dt.datetime) -> str:
    parts = [value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond]
    while len(parts) > len(("year", "month", "day", "hour")) and not parts[-1]:
        parts.pop()
    return f"dt.datetime({', '.join(map(str, parts))}, tzinfo=dt.UTC)"
