"""Conflict markers in the form of diff3, as git writes them."""

import re
from collections.abc import Iterable, Sequence

from scaffold.merge.model import Labels, Region
from scaffold.merge.text import read_text

SIZE = 7
_LIKE = re.compile(rb"(<{7,}|\|{7,}|>{7,})(?: |$)|(={7,})$")


def marker_size(versions: Iterable[Sequence[bytes]]) -> int:
    """Return how long markers have to be, so that no line of the versions looks like one."""
    longest = SIZE - 1
    for lines in versions:
        for line in lines:
            match = _LIKE.match(line)
            if match:
                longest = max(longest, len(match[1] or match[2]))
    return longest + 1


def markers(labels: Labels, size: int = SIZE) -> tuple[bytes, bytes, bytes, bytes]:
    """Return the lines before yours, before the last version, before the templates', and after them."""
    return (
        _marker(b"<", size, labels.yours),
        _marker(b"|", size, labels.base),
        b"=" * size,
        _marker(b">", size, labels.new),
    )


def open_regions(content: bytes, labels: Labels) -> tuple[Region, ...]:
    """Return the conflicts with these labels that still stand in a file.

    A first or a last marker without the other counts too. `labels.new` may be the start of the label.
    """
    regions: list[Region] = []
    first: int | None = None
    for number, line in enumerate(read_text(content).lines, 1):
        if _is_marker(line, b"<", labels.yours):
            if first is not None:
                regions.append(Region(first, first))
            first = number
        elif _is_marker(line, b">", labels.new):
            regions.append(Region(first or number, number))
            first = None
    if first is not None:
        regions.append(Region(first, first))
    return tuple(regions)


def _marker(sign: bytes, size: int, label: str) -> bytes:
    return sign * size + b" " + label.encode()


def _is_marker(line: bytes, sign: bytes, label: str) -> bool:
    rest = line.lstrip(sign)
    return len(line) - len(rest) >= SIZE and rest.startswith(b" " + label.encode())
