"""Statements as `ruff format` lays them out when a name's length decides whether a line is full.

Only the forms that templates need: a call, a signature, a subscript, a display, an annotated assignment. What a
function returns has no indentation on its first line and the full one on the others, so that a template places it with
`{{ ... }}` at the column `indent`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

WIDTH = 100
"""The line length of a generated project."""

STEP = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Something in brackets. With `tall`, items that do not fit beside them stand one on a line, as in a list."""

    opening: str
    items: "tuple[Piece, ...]"
    closing: str
    tall: bool = False
    then: "Group | None" = None
    """A call of a method on the whole."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Something too long for a line, cut already, such as a text in several literals."""

    lines: tuple[str, ...]


Piece = str | Group | Lines


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
    if isinstance(piece, Lines):
        return " ".join(piece.lines)
    return f"{piece.opening}{_joined(piece)}{piece.closing}{flat(piece.then) if piece.then else ''}"


def lay(piece: Piece, *, indent: int = 0, before: str = "", after: str = "") -> str:
    """Return a statement that holds a piece between two texts, on as many lines as it takes."""
    line = f"{before}{flat(piece)}{after}"
    if isinstance(piece, Lines):
        return f"\n{' ' * indent}".join((*piece.lines[:-1], piece.lines[-1] + after))
    if isinstance(piece, str) or not piece.items or indent + len(line) <= WIDTH:
        return line
    if piece.then is None:
        return _tall(piece, indent, before, after)
    before_method = flat(replace(piece, then=None))
    if indent + len(before + before_method + piece.then.opening) <= WIDTH:
        return _tall(piece.then, indent, before + before_method, after)
    return _tall(replace(piece, then=None), indent, before, flat(piece.then) + after)


def fit(opening: str, items: Iterable[Piece], closing: str, *, indent: int = 0, tall: bool = False) -> str:
    """Return a statement with one pair of brackets: `fit("async def get(", ["user_id: UserId"], ") -> User:")`."""
    return lay(Group(opening, tuple(items), closing, tall=tall), indent=indent)


def annotated(
    name: str, annotation: Piece, value: Piece | None = None, *, none: str | None = None, indent: int = STEP
) -> str:
    """Return `name: annotation = value`; `none` is what the annotation is in union with, such as `None`."""
    end = "" if value is None else f" = {flat(value)}"
    union = f"{flat(annotation)} | {none}" if none else flat(annotation)
    if indent + len(f"{name}: {union}{end}") <= WIDTH:
        return f"{name}: {union}{end}"
    opening = f"{name}: {union} = "
    if isinstance(value, Group) and indent + len(opening + value.opening) <= WIDTH:
        return _tall(value, indent, opening, "")
    if isinstance(value, str) and "." in value and indent + len(opening) < WIDTH:
        inner = " " * (indent + STEP)
        return f"{opening}(\n{inner}{value}\n{' ' * indent})"
    if none is None:
        return lay(annotation, indent=indent, before=f"{name}: ", after=end)
    return _parenthesised(name, annotation, none, end, indent)


def _parenthesised(name: str, annotation: Piece, none: str, end: str, indent: int) -> str:
    inner = " " * (indent + STEP)
    body = f"{flat(annotation)} | {none}"
    if len(inner) + len(body) > WIDTH:
        body = f"{lay(annotation, indent=indent + STEP)}\n{inner}| {none}"
    return f"{name}: (\n{inner}{body}\n{' ' * indent}){end}"


def _tall(group: Group, indent: int, before: str, after: str) -> str:
    inner = indent + STEP
    joined = _joined(group)
    if not group.tall and inner + len(joined) <= WIDTH:
        lines = [joined]
    else:
        lines = [lay(item, indent=inner, after=",") for item in group.items]
    body = "".join(f"{' ' * inner}{line}\n" for line in lines)
    return f"{before}{group.opening}\n{body}{' ' * indent}{group.closing}{after}"


def _joined(group: Group) -> str:
    return ", ".join(map(flat, group.items))
