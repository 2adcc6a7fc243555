"""Replacing parts of a text, and finding where its lines start and end."""

from collections.abc import Iterable


def splice(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Return the text with each `(start, end, replacement)` made; the spans must not overlap."""
    pieces = []
    position = 0
    for start, end, replacement in sorted(edits):
        pieces += [text[position:start], replacement]
        position = end
    return "".join([*pieces, text[position:]])


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, with those that overlap or touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > start:
            found.append((start, end))
    return found


def line_start(text: str, offset: int) -> int:
    """Return where the line of an offset starts, behind a byte order mark."""
    start = text.rfind("\n", 0, offset) + 1
    return start or int(text.startswith("\ufeff"))


def line_end(text: str, offset: int) -> int:
    """Return where the line of an offset ends, its newline not included."""
    newline = text.find("\n", offset)
    end = len(text) if newline < 0 else newline
    return end - 1 if end > offset and text[end - 1] == "\r" else end


def next_line(text: str, offset: int) -> int:
    """Return where the line after that of an offset starts."""
    newline = text.find("\n", offset)
    return len(text) if newline < 0 else newline + 1


def newline_of(text: str) -> str:
    r"""Return the line end that a text uses: `\n`, or `\r\n` where its first line ends so."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"
