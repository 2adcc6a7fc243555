"""Plain data as the code of a revision."""

import datetime as dt
import json
from collections.abc import Callable
from typing import NamedTuple, Protocol
from uuid import UUID


class Bracketed(Protocol):
    """Something in brackets."""

    opening: str
    items: tuple["Piece", ...]
    closing: str


Piece = str | Bracketed


class Layout(Protocol):
    """The functions of the service's templates that lay code out."""

    Group: Callable[..., Bracketed]

    def lay(self, piece: Piece, *, indent: int = 0, before: str = "", after: str = "") -> str:
        """Return a statement on as many lines as it takes."""
        ...

    def call(self, name: str, *items: Piece) -> Bracketed:
        """Return `name(items)`."""
        ...

    def array(self, *items: Piece) -> Bracketed:
        """Return the list `[items]`."""
        ...


class Code(NamedTuple):
    """An expression, as it is written."""

    text: str


def decimal(number: object) -> Code:
    """Write a decimal of BSON."""
    return Code(f'Decimal128("{number}")')


def piece(data: object, layout: Layout) -> Piece:  # noqa: PLR0911  one answer for each type
    """Return data as something to lay out."""
    match data:
        case Code():
            return data.text
        case dict():
            return layout.Group("{", tuple(_entry(key, item, layout) for key, item in data.items()), "}", tall=True)
        case list() | tuple():
            return layout.array(*(piece(item, layout) for item in data))
        case str():
            return _quoted(data)
        case dt.datetime():
            return f"datetime({data.year}, {data.month}, {data.day}, tzinfo=UTC)"
        case UUID():
            return f'UUID("{data}")'
        case _:
            return repr(data).replace("e+", "e")


def _entry(key: str, value: object, layout: Layout) -> Piece:
    inner = piece(value, layout)
    if isinstance(inner, str):
        return f"{_quoted(key)}: {inner}"
    return layout.Group(f"{_quoted(key)}: {inner.opening}", inner.items, inner.closing, tall=True)


def _quoted(text: str) -> str:
    """Write a text as `ruff format` leaves it."""
    if '"' in text and "'" not in text and text.isprintable() and "\\" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=not text.isprintable())
