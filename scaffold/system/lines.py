"""Lines that know which line of another text they are from."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Edit = tuple[int, int, str]
"""What is written in place of a span of a text."""


class Line(NamedTuple):
    """A line, and the number of the one that it is from (from 1)."""

    text: str
    number: int


class Numbered:
    """A text, and the numbers of its lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]

    def number(self, offset: int) -> int:
        """Return the number of the line that an offset lies in."""
        return bisect_right(self._starts, offset)

    def lines(self, start: int, end: int, edits: Iterable[Edit] = ()) -> list[Line]:
        """Give the lines of a span with edits made, which lie in it and do not overlap; blank ones at the end go."""
        found: list[Line] = []
        for text, offset in self._pieces(start, end, sorted(edits)):
            self._append(found, text, offset)
        while found and not found[-1].text.strip():
            found.pop()
        return found

    def _pieces(self, start: int, end: int, edits: Sequence[Edit]) -> Iterator[tuple[str, int]]:
        position = start
        for first, last, text in edits:
            yield self.text[position:first], position
            yield text, first
            position = last
        yield self.text[position:end], position

    def _append(self, found: list[Line], text: str, offset: int) -> None:
        """Add a piece, whose first line may go on with the last one."""
        for part in text.splitlines(keepends=True):
            number = self.number(offset)
            if found and not found[-1].text.endswith("\n"):
                found[-1] = Line(found[-1].text + part, found[-1].number)
            else:
                found.append(Line(part, number))
            offset += len(part)
