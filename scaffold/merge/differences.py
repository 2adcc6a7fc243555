"""Where two lists of lines differ, as libgit2 sees it."""

from collections.abc import Sequence
from typing import NamedTuple


class Hunk(NamedTuple):
    """Lines `start` to `end` of the old text became `new_start` to `new_end` of the new one; ends are excluded."""

    start: int
    end: int
    new_start: int
    new_end: int


def find_hunks(old: Sequence[bytes], new: Sequence[bytes]) -> list[Hunk]:
    """Return the differences in order. No line may contain a line feed."""
    if old == new:
        return []
    import pygit2
    from pygit2.enums import DiffOption

    patch = pygit2.Patch.create_from(
        _joined(old),
        _joined(new),
        flag=DiffOption.FORCE_TEXT | DiffOption.PATIENCE | DiffOption.INDENT_HEURISTIC,
        context_lines=0,
        interhunk_lines=0,
    )
    return [
        Hunk(*_span(hunk.old_start, hunk.old_lines), *_span(hunk.new_start, hunk.new_lines)) for hunk in patch.hunks
    ]


def _joined(lines: Sequence[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _span(start: int, count: int) -> tuple[int, int]:
    """Turn a hunk header's numbers into a slice: where no line is meant, they name the one before."""
    first = start - 1 if count else start
    return first, first + count
