"""Finds the specs in a Markdown guide: fenced code blocks whose first significant line is a `[section]`.

Fences follow CommonMark 0.31: three or more backticks or tildes, indented by at most three blanks (more in a list item
is read too), closed by a fence of the same kind that is at least as long. HTML comments hold no fences.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from scaffold.tusk.patterns import COMMENT, SECTION_LINE

_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_FENCE = re.compile(
    r"(?P<lead>(?:[ ]*(?:[-*+]|[0-9]{1,9}[.)])[ ]{1,4})?[ ]*)(?P<fence>`{3,}(?=[^`\n]*(?:\n|\Z))|~{3,})"
)
_INSIGNIFICANT = re.compile(rf"(?>(?:[ \t]*+(?:\r?\n|{COMMENT}(?:\n|\Z)|/\*(?>(?:[^*]|\*(?!/))*)\*/[ \t]*+\r?\n))*)")
_SUFFIXES = (".md", ".markdown")


class Block(NamedTuple):
    """A code block's text, and the column at which its lines start."""

    start: int
    end: int
    margin: int


def is_guide(source: str) -> bool:
    """Tell by its name whether a file is a Markdown guide."""
    return source.lower().endswith(_SUFFIXES)


def spec_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    """Yield the code blocks between two offsets which are specs."""
    for block in _fenced(text, start, end):
        first = _INSIGNIFICANT.match(text, block.start, block.end)
        header = SECTION_LINE.match(text, first.end() if first else block.start, block.end)
        if header and len(header[1]) <= block.margin:
            yield Block(block.start, block.end, len(header[1]))


def _fenced(text: str, start: int, end: int) -> Iterator[Block]:
    fence, opened, margin = "", start, 0
    commented = False
    pos = start
    while pos < end:
        line = _LINE.match(text, pos, end)
        after = line.end() if line else end
        if fence:
            stripped = text[pos:after].strip()
            if stripped and len(stripped) >= len(fence) and not stripped.strip(fence[0]):
                yield Block(opened, pos, margin)
                fence = ""
        elif commented:
            commented = text.find("-->", pos, after) < 0
        elif (opening := _FENCE.match(text, pos, after)) is not None:
            fence, opened, margin = opening["fence"], after, len(opening["lead"])
        elif (comment := text.find("<!--", pos, after)) >= 0:
            commented = text.find("-->", comment, after) < 0
        pos = after
    if fence:
        yield Block(opened, end, margin)
