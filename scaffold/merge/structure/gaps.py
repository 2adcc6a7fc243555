"""The blank lines between children after a merge."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scaffold.merge.structure.node import Node, UncertainError
from scaffold.merge.structure.sequence import three_way

__all__ = ["with_gaps"]

Nodes = Sequence[Node]


def with_gaps(
    merged: Sequence[Node], base: Sequence[Node], yours: Sequence[Node], new: Sequence[Node]
) -> tuple[Node, ...]:
    """Return children with the blank lines that they have on the side that changed them.

    A first child has none of its own: the gap above it belongs to the place.
    """
    sides = base, yours, new
    first = [side[0].gap if side else None for side in sides]
    between = [{node.key: node.gap for node in side[1:]} for side in sides]
    usual = _usual(sides)
    result: list[Node] = []
    for number, node in enumerate(merged):
        found = first if number == 0 else [gaps.get(node.key) for gaps in between]
        gap = _gap(found)
        result.append(replace(node, gap=usual if gap is None else gap))
    return tuple(result)


def _gap(found: Sequence[str | None]) -> str | None:
    base, yours, new = found
    if base is not None and yours is not None and new is not None:
        try:
            return three_way(base, yours, new)
        except UncertainError:
            return max(yours, new, key=len)
    known = [gap for gap in (yours, new) if gap is not None]
    return max(known, key=len, default=None)


def _usual(sides: Iterable[Sequence[Node]]) -> str:
    """Return the gap that most children have above them."""
    gaps = [node.gap for side in sides for node in side[1:]]
    return max(gaps, key=gaps.count, default="")
