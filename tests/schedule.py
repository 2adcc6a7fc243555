"""The order of tests in which no worker is still at one that takes minutes when the others have ended."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def spread(items: Sequence[T], workers: int, weight: Callable[[T], int]) -> Iterator[T]:
    """Give the items so that each worker begins with its share of the heavier ones.

    `--dist worksteal` cuts the order into one piece for each worker, and lets who has nothing left take the end of
    another's piece. Those of weight 2 are dealt out one by one; those of 1, and after them those of 0, piece by piece.
    """
    dealt = [item for item in items if weight(item) > 1]
    others = sorted((item for item in items if weight(item) <= 1), key=weight, reverse=True)
    piece = -(-sum(map(bool, map(weight, others))) // workers)  # of those that have any weight
    heavy, light = others[: piece * workers], others[piece * workers :]
    left, taken = len(items), 0
    for worker in range(workers):
        size = left // (workers - worker)
        mine = [*dealt[worker::workers], *heavy[worker * piece : (worker + 1) * piece]]
        rest = max(0, size - len(mine))
        yield from (*mine, *light[taken : taken + rest])
        taken += rest
        left -= size
    yield from light[taken:]
