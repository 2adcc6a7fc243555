"""Three-way merge of lines and of other lists whose order counts: what one side alone changed is taken."""

from collections.abc import Hashable, Iterator, Sequence
from typing import TypeVar

from scaffold.merge.alignment import Piece, align
from scaffold.merge.structure.node import UncertainError

__all__ = ["merge_lines", "pieces", "three_way"]

T = TypeVar("T")


def three_way(base: T, yours: T, new: T) -> T:
    """Return the side that changed; raises UncertainError where both did, differently."""
    if new in (yours, base):
        return yours
    if base == yours:
        return new
    raise UncertainError


def merge_lines(base: str, yours: str, new: str) -> str:
    """Merge texts line by line; raises UncertainError where both sides changed the same or adjacent lines."""
    if new in (yours, base):
        return yours
    if base == yours:
        return new
    old, mine, other = (text.split("\n") for text in (base, yours, new))
    merged: list[str] = []
    for piece in pieces(old, mine, other):
        merged += three_way(old[piece.base], mine[piece.yours], other[piece.new])
    return "\n".join(merged)


def pieces(base: Sequence[Hashable], yours: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Piece]:
    """Cut three lists into corresponding pieces: the same in all three, or between two that are."""
    numbers: dict[Hashable, bytes] = {}
    return align(*([numbers.setdefault(item, b"%d" % len(numbers)) for item in side] for side in (base, yours, new)))
