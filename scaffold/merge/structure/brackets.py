"""Lists in brackets as nodes: `[a, b]` on one line, or one element on each line."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from scaffold.merge.structure.leads import split_lead
from scaffold.merge.structure.node import Layout, Node, render

__all__ = ["PYTHON", "TOML", "YAML", "bracket_node", "nesting", "numbered"]

_DOUBLE = r'"""(?:\\.|[^\\])*?"""|"(?:\\.|[^"\\\n])*"'
PYTHON = re.compile(_DOUBLE + r"|'''(?:\\.|[^\\])*?'''|'(?:\\.|[^'\\\n])*'|#[^\n]*|[\[\](){},]", re.DOTALL)
"""Strings, comments, brackets and commas of Python. So are the other two of their languages."""
TOML = re.compile(_DOUBLE + r"|'''.*?'''|'[^'\n]*'|#[^\n]*|[\[\]{},]", re.DOTALL)
YAML = re.compile(r"""(?<=[\s,\[{:])(?:"(?:\\.|[^"\\])*"|'[^']*')|(?<=\s)#[^\n]*|[\[\]{},]""", re.DOTALL)

_OPENING, _CLOSING = "[({", "])}"

MakeChild = Callable[[int, str], Node]
"""Makes an element's node of its number and its text."""


@dataclass(slots=True)
class _Bracket:
    """Where a bracket of the outermost level, its commas and the comments behind it stand."""

    start: int
    end: int = -1
    commas: list[int] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)


def bracket_node(text: str, tokens: re.Pattern[str], count: int, make: MakeChild) -> Node | None:
    """Return a text that ends with a bracket of `count` elements as a node without a key.

    A comment and a line's end may follow the bracket. None: the text has no form that is known here.
    """
    bracket = _last_bracket(text, tokens)
    if bracket is None:
        return None
    inside = text[bracket.start + 1 : bracket.end]
    found = _by_lines(text, bracket, make) if "\n" in inside else _inline(text, bracket, make)
    if found is None or len(found.children) != count or render(found) != text:
        return None
    return replace(found, children=numbered(found.children))


def nesting(text: str, tokens: re.Pattern[str]) -> int:
    """Return how many brackets stand within each other at most."""
    depth = deepest = 0
    for match in tokens.finditer(text):
        depth += (match[0] in _OPENING) - (match[0] in _CLOSING)
        deepest = max(deepest, depth)
    return deepest


def numbered(children: Iterable[Node]) -> tuple[Node, ...]:
    """Tell apart children of the same key: by their order."""
    seen: dict[object, int] = {}
    result: list[Node] = []
    for node in children:
        seen[node.key] = number = seen.get(node.key, 0) + 1
        result.append(node if number == 1 else replace(node, key=(node.key, number)))
    return tuple(result)


def _last_bracket(text: str, tokens: re.Pattern[str]) -> _Bracket | None:
    depth = 0
    found: _Bracket | None = None
    for match in tokens.finditer(text):
        mark = match[0]
        if mark in _OPENING:
            if depth == 0:
                found = _Bracket(match.start())
            depth += 1
        elif mark in _CLOSING:
            depth -= 1
            if depth == 0 and found is not None:
                found.end = match.start()
        elif found is not None and mark == "," and depth == 1:
            found.commas.append(match.start())
        elif found is not None and mark.startswith("#"):
            found.comments.append(match.span())
    if found is None or depth or not re.fullmatch(r"[^\S\n]*(#[^\n]*)?\n?", text[found.end + 1 :]):
        return None
    found.comments = [span for span in found.comments if span[0] < found.end]
    return found


def _inline(text: str, bracket: _Bracket, make: MakeChild) -> Node:
    borders = [bracket.start, *bracket.commas, bracket.end]
    parts = [text[start + 1 : end] for start, end in pairwise(borders)]
    trailing = not parts[-1].strip() and len(parts) > 1
    if not parts[-1].strip():
        parts.pop()
    inside = text[bracket.start + 1 : bracket.end]
    lead = inside[: len(inside) - len(inside.lstrip())]
    trail = inside[len(inside.rstrip()) :] if inside.strip() else ""
    return Node(
        None,
        text[: bracket.start + 1] + lead,
        tuple(make(number, part.strip()) for number, part in enumerate(parts)),
        trail + text[bracket.end :],
        layout=Layout("inline", trailing=trailing),
    )


def _by_lines(text: str, bracket: _Bracket, make: MakeChild) -> Node | None:
    at = text.index("\n", bracket.start) + 1
    head = text[:at]
    children: list[Node] = []
    indent: str | None = None
    for end in [*bracket.commas, bracket.end]:
        if not text[at:end].strip() or end < at:
            break
        start = _element_start(text, at, bracket)
        value, beside, following = _element(text, start, end, bracket)
        own = text[text.rindex("\n", 0, start) + 1 : start]
        indent = own if indent is None else indent
        if own.strip() or own != indent or following is None:
            return None
        gap, above = split_lead(text[at : start - len(own)])
        node = make(len(children), value)
        children.append(replace(node, gap=gap, above=above, beside=beside))
        at = following
    trailing = len(bracket.commas) == len(children)
    return Node(None, head, tuple(children), text[at:], layout=Layout("elements", indent or "", trailing=trailing))


def _element_start(text: str, at: int, bracket: _Bracket) -> int:
    """Return where an element's text starts: behind blank lines and comments."""
    ends = dict(bracket.comments)
    while at in ends or text[at].isspace():
        at = ends.get(at, at + 1)
    return at


def _element(text: str, start: int, end: int, bracket: _Bracket) -> tuple[str, str, int | None]:
    """Return an element's text, the comment behind it, and where the next line starts; None: the line goes on."""
    stop = end if end in bracket.commas else _value_end(text, start, end, bracket)
    value = text[start:stop]
    stop += end in bracket.commas
    newline = text.index("\n", stop)
    beside = text[stop:newline]
    alone = not beside.strip() or beside.lstrip().startswith("#")
    return value, beside, newline + 1 if alone else None


def _value_end(text: str, start: int, end: int, bracket: _Bracket) -> int:
    """Return where the last element ends that has no comma: before the comments that follow it."""
    starts = {stop: begin for begin, stop in bracket.comments}
    while True:
        end = start + len(text[start:end].rstrip())
        if end not in starts:
            return end
        end = starts[end]
