"""Three versions of a list of lines, cut into pieces that one side changed, that both changed, or that nobody did."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scaffold.merge.differences import Hunk, find_hunks


class Piece(NamedTuple):
    """Slices of the three versions that belong together, and who changed them."""

    base: slice
    yours: slice
    new: slice
    by_yours: bool
    by_new: bool


def align(base: Sequence[bytes], yours: Sequence[bytes], new: Sequence[bytes]) -> Iterator[Piece]:
    """Yield the pieces in order; together they are all of each version.

    Changes of the two sides that overlap or touch are one piece: which of them comes first would be a guess.
    """
    position = your_position = new_position = 0
    for start, end, your_hunks, new_hunks in _groups(find_hunks(base, yours), find_hunks(base, new)):
        same = start - position
        if same:
            yield Piece(
                slice(position, start),
                slice(your_position, your_position + same),
                slice(new_position, new_position + same),
                by_yours=False,
                by_new=False,
            )
        your_start, new_start = your_position + same, new_position + same
        your_position = your_start + end - start + _growth(your_hunks)
        new_position = new_start + end - start + _growth(new_hunks)
        position = end
        yield Piece(
            slice(start, end),
            slice(your_start, your_position),
            slice(new_start, new_position),
            by_yours=bool(your_hunks),
            by_new=bool(new_hunks),
        )
    if position < len(base):
        yield Piece(
            slice(position, len(base)),
            slice(your_position, len(yours)),
            slice(new_position, len(new)),
            by_yours=False,
            by_new=False,
        )


def _groups(yours: Sequence[Hunk], new: Sequence[Hunk]) -> Iterator[tuple[int, int, list[Hunk], list[Hunk]]]:
    """Yield runs of hunks that touch: the lines of the base that they span, and the hunks of each side."""
    waiting = sorted([(hunk, True) for hunk in yours] + [(hunk, False) for hunk in new], key=lambda pair: pair[0][:2])
    first = 0
    while first < len(waiting):
        start, end = waiting[first][0][:2]
        last = first
        while last < len(waiting) and waiting[last][0].start <= end:
            end = max(end, waiting[last][0].end)
            last += 1
        group = waiting[first:last]
        first = last
        yield start, end, [hunk for hunk, mine in group if mine], [hunk for hunk, mine in group if not mine]


def _growth(hunks: Sequence[Hunk]) -> int:
    return sum((hunk.new_end - hunk.new_start) - (hunk.end - hunk.start) for hunk in hunks)
