"""A file as a tree whose parts, put together again, are the file byte for byte."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Layout", "Node", "UncertainError", "content", "render"]


class UncertainError(Exception):
    """The two sides cannot be brought together with certainty, or a file has no form that is known here."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a node's children stand in the text.

    `lines`: each on lines of its own; `elements`: each on lines of its own, with commas between; `inline`: all on one
    line, with commas between.
    """

    kind: Literal["lines", "elements", "inline"]
    indent: str = ""
    hanging: bool = False
    """The first child stands on the line on which the head ends."""
    trailing: bool = False
    """A comma follows the last child."""
    keyed: bool = True
    """A child is known by its key wherever it stands; else the order of the children has a meaning."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a file: its own text, or a head, children and a tail."""

    key: Hashable
    """What it is known by among its siblings."""
    head: str
    children: tuple["Node", ...] = ()
    tail: str = ""
    gap: str = ""
    """The blank lines above it."""
    above: str = ""
    """The comment lines above it, below the gap."""
    beside: str = ""
    """The comment behind an element's comma, with the space before it."""
    layout: Layout | None = None
    """None: a leaf."""
    free: bool = False
    """It may stand in any order with what the other side adds at the same place."""
    ranks: tuple[Any, ...] = ()
    """Its sort keys by several orders: where a list is sorted by one of them, it stays so."""
    combine: Callable[[str, str, str], str] | None = field(default=None, compare=False)
    """Merges the text of three such leaves (base, yours, new); raises UncertainError."""


def render(node: Node) -> str:
    """Return a node's text without its gap and its comments."""
    layout = node.layout
    if layout is None:
        return node.head
    if layout.kind == "inline":
        return node.head + ", ".join(map(render, node.children)) + "," * layout.trailing + node.tail
    parts = [node.head]
    for number, child in enumerate(node.children):
        indent = "" if layout.hanging and number == 0 else layout.indent
        parts += [child.gap, child.above, indent, render(child)]
        if layout.kind == "elements":
            last = number == len(node.children) - 1
            parts += ["" if last and not layout.trailing else ",", child.beside, "\n"]
    return "".join([*parts, node.tail])


def content(node: Node) -> tuple[str, str, str]:
    """Return what makes a node differ from another: all but the blank lines above it."""
    return node.above, render(node), node.beside
