"""Where offsets are: which file, line and column, and what the line shows."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from scaffold.tusk.diagnostics import Location
from scaffold.tusk.masking import MASK, mask_line
from scaffold.tusk.patterns import CONTROL
from scaffold.tusk.splice import joined

_EXCERPT = 160
_BEFORE = 60
_BOM = "\ufeff"


class Source:
    """One file's text inside the document's."""

    __slots__ = ("end", "guide", "line_starts", "name", "start")

    def __init__(self, name: str, start: int, end: int, *, guide: bool = False) -> None:
        self.name = name
        self.start = start
        self.end = end
        self.guide = guide
        self.line_starts: list[int] = []


class Sources:
    """The files of a document, in the order of their offsets. `find_secrets` gives, once, the spans never shown."""

    __slots__ = ("_last", "_secrets", "files", "find_secrets", "text")

    def __init__(
        self, text: str, files: list[Source], find_secrets: Callable[[], Sequence[tuple[int, int]]] = tuple
    ) -> None:
        self.text = text
        self.files = files
        self.find_secrets = find_secrets
        self._secrets: Sequence[tuple[int, int]] | None = None
        self._last: tuple[int, str] = (-1, "")

    def file_at(self, offset: int) -> Source:
        """Return the file that an offset lies in."""
        return self.files[max(0, bisect_right(self.files, offset, key=lambda file: file.start) - 1)]

    def locate(self, start: int, end: int) -> Location:
        """Return the place of a span; of one with several lines, the first line's part."""
        file = self.file_at(start)
        start = min(start, file.end)
        starts = self._line_starts(file)
        line = bisect_right(starts, start) - 1
        first = starts[line]
        stop = self.text.find("\n", first, file.end)
        stop = file.end if stop < 0 else stop
        bom = line == 0 and self.text.startswith(_BOM, first)
        first = min(first + bom, stop)
        shown = self._masked(first, stop)
        column = max(start - first, 0) + 1
        end_column = max(min(end, stop) - first + 1, column)
        skip = 0
        if len(shown) > _EXCERPT:
            skip = min(max(0, column - _BEFORE), len(shown) - _EXCERPT)
            shown = shown[skip : skip + _EXCERPT]
        excerpt = CONTROL.sub("\N{REPLACEMENT CHARACTER}", shown.replace("\t", " "))
        return Location(file.name, line + 1, column, end_column, excerpt, skip + 1)

    def _line_starts(self, file: Source) -> list[int]:
        if not file.line_starts:
            starts = [file.start]
            position = self.text.find("\n", file.start, file.end)
            while position >= 0:
                starts.append(position + 1)
                position = self.text.find("\n", position + 1, file.end)
            file.line_starts = starts
        return file.line_starts

    def _masked(self, first: int, stop: int) -> str:
        if self._last[0] == first:
            # Many findings may lie in one very long line.
            return self._last[1]
        pieces = []
        position = first
        if self._secrets is None:
            self._secrets = joined(self.find_secrets())
        nearest = bisect_right(self._secrets, first, key=lambda span: span[1])
        behind = bisect_left(self._secrets, stop, key=lambda span: span[0])
        for start, end in self._secrets[nearest:behind]:
            pieces += [self.text[position : max(start, position)], MASK]
            position = min(end, stop)
        masked = mask_line("".join([*pieces, self.text[position:stop]])).rstrip("\r")
        self._last = (first, masked)
        return masked
