"""The proof of a merge: what either side changed is in the result, and nothing else."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable

from scaffold.merge.structure.node import UncertainError

__all__ = ["check_facts", "words"]

_WORD = re.compile(r"[^\s,\[\](){}]+")


def words(text: str) -> list[str]:
    """Return what a text is made of, but for what only separates."""
    return _WORD.findall(text)


def check_facts(
    base: Iterable[Hashable], yours: Iterable[Hashable], new: Iterable[Hashable], merged: Iterable[Hashable]
) -> None:
    """Raise UncertainError unless each fact is in the merge as often as both sides' changes make it.

    What both added may stand there once or for each of them; so with what both removed.
    """
    old, mine, other, found = Counter(base), Counter(yours), Counter(new), Counter(merged)
    for fact in {*old, *mine, *other, *found}:
        changes = sorted((mine[fact] - old[fact], other[fact] - old[fact]))
        least = most = old[fact] + sum(changes)
        if changes[0] > 0:
            least = old[fact] + changes[1]
        elif changes[1] < 0:
            most = old[fact] + changes[0]
        if not least <= found[fact] <= most:
            raise UncertainError
