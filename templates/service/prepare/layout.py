"""Statements as `ruff format` lays them out when a name's length decides whether a line is full.

Only the forms that templates need: a call, a signature, a subscript, a display, an annotated assignment. What a
function returns has no indentation on its first line and the full one on the others, so that a template places it with
`{{ ... }}` at the column `indent`.
"""

import textwrap
from collections.abc import Iterable
from typing import NamedTuple

from .strings import quoted

WIDTH = 100
"""The line length of a generated project."""

STEP = 4


class Group(NamedTuple):
    """Something in brackets. With `tall`, items that do not fit beside them stand one on a line, as in a list."""

    opening: str
    items: "tuple[Piece, ...]"
    closing: str
    tall: bool = False
    then: "Group | None" = None
    """A call of a method on the whole."""


class Words(NamedTuple):
    """A string literal, cut between words into several where it is longer than a line."""

    text: str


Piece = str | Group | Words


def call(name: str, *items: Piece) -> Group:
    """Return `name(items)`."""
    return Group(f"{name}(", items, ")")


def subscript(name: str, *items: Piece) -> Group:
    """Return `name[items]`."""
    return Group(f"{name}[", items, "]")


def array(*items: Piece) -> Group:
    """Return the list `[items]`."""
    return Group("[", items, "]", tall=True)


def flat(piece: Piece) -> str:
    """Return a piece on one line."""
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Words):
        return quoted(piece.text)
    return f"{piece.opening}{_joined(piece)}{piece.closing}{flat(piece.then) if piece.then else ''}"


def lay(piece: Piece, *, indent: int = 0, before: str = "", after: str = "") -> str:
    """Return a statement that holds a piece between two texts, on as many lines as it takes."""
    line = f"{before}{flat(piece)}{after}"
    if isinstance(piece, str) or indent + len(line) <= WIDTH:
        return line
    if isinstance(piece, Words):
        return before + f"\n{' ' * indent}".join(_cut(piece.text, indent)) + after
    if before.endswith(" = ") and indent + len(before + piece.opening) > WIDTH:
        inner = lay(piece, indent=indent + STEP, after=after)
        return f"{before}(\n{' ' * (indent + STEP)}{inner}\n{' ' * indent})"
    return _chained(piece, indent, before, after)


def fit(opening: str, items: Iterable[Piece], closing: str, *, indent: int = 0, tall: bool = False) -> str:
    """Return a statement with one pair of brackets: `fit("async def get(", ["user_id: UserId"], ") -> User:")`."""
    return lay(Group(opening, tuple(items), closing, tall=tall), indent=indent)


def argument(name: str, text: str, *, indent: int) -> str:
    """Return `name="text",` on a line of its own; a text that is longer than a line stands in parentheses."""
    line = f"{name}={quoted(text)},"
    if indent + len(line) <= WIDTH or " " not in text:
        return line
    inner = indent + STEP
    return f"{name}=(\n{' ' * inner}{lay(Words(text), indent=inner)}\n{' ' * indent}),"


def annotated(
    name: str, annotation: Piece, value: Piece | None = None, *, none: str | None = None, indent: int = STEP
) -> str:
    """Return `name: annotation = value`; `none` is what the annotation is in union with, such as `MISSING | None`."""
    end = "" if value is None else f" = {flat(value)}"
    union = f"{flat(annotation)} | {none}" if none else flat(annotation)
    if indent + len(f"{name}: {union}{end}") <= WIDTH:
        return f"{name}: {union}{end}"
    opening = f"{name}: {union} = "
    empty = isinstance(value, Group) and not value.items
    if isinstance(value, Group) and not empty and indent + len(opening + value.opening) <= WIDTH:
        return _tall(value, indent, opening, "")
    if value is not None and not empty and indent + len(opening) < WIDTH:
        inner = " " * (indent + STEP)
        return f"{opening}(\n{inner}{flat(value)}\n{' ' * indent})"
    if none is not None:
        return _parenthesised(name, annotation, none, end, indent)
    if isinstance(annotation, str) and isinstance(value, Group) and not empty:
        return _tall(value, indent, opening, "")
    return lay(annotation, indent=indent, before=f"{name}: ", after=end)


def _chained(group: Group, indent: int, before: str, after: str) -> str:
    """Break the last call of a chain, or the one before where that leaves no room for it."""
    first = group._replace(then=None)
    if group.then is None:
        return _tall(group, indent, before, after)
    if indent + len(before + flat(first) + group.then.opening) <= WIDTH:
        return _tall(group.then, indent, before + flat(first), after)
    return _tall(first, indent, before, flat(group.then) + after)


def _parenthesised(name: str, annotation: Piece, none: str, end: str, indent: int) -> str:
    inner = " " * (indent + STEP)
    body = f"{flat(annotation)} | {none}"
    if len(inner) + len(body) > WIDTH:
        others = "".join(f"\n{inner}| {each}" for each in none.split(" | "))
        body = lay(annotation, indent=indent + STEP) + others
    return f"{name}: (\n{inner}{body}\n{' ' * indent}){end}"


def _tall(group: Group, indent: int, before: str, after: str) -> str:
    if not group.items:
        return f"{before}{flat(group)}{after}"
    inner = indent + STEP
    joined = _joined(group)
    if not group.tall and inner + len(joined) <= WIDTH:
        lines = [joined]
    else:
        lines = [lay(item, indent=inner, after=",") for item in group.items]
    body = "".join(f"{' ' * inner}{line}\n" for line in lines)
    return f"{before}{group.opening}\n{body}{' ' * indent}{group.closing}{after}"


def _cut(text: str, indent: int) -> list[str]:
    parts = textwrap.wrap(text, WIDTH - indent - 4, break_long_words=False, break_on_hyphens=False)
    return [quoted(f"{part} ") for part in parts[:-1]] + [quoted(parts[-1])]


def _joined(group: Group) -> str:
    return ", ".join(map(flat, group.items))
