"""Cases of merges with the exact bytes that are expected."""

import re
from collections import Counter
from typing import NamedTuple

from scaffold.merge.structure import merge


class Case(NamedTuple):
    """Three versions of a file and their merge; None: it is not certain."""

    name: str
    base: str
    yours: str
    new: str
    merged: str | None


def case(name: str, *, base: str, yours: str, new: str, merged: str | None = None) -> Case:
    """Make a case."""
    return Case(name, base, yours, new, merged)


def check(path: str, one: Case) -> None:
    """Compare a merge with what is expected; with the sides exchanged the content is the same."""
    base, yours, new = (side.encode() for side in one[1:4])
    merged = merge(path, base, yours, new)
    assert (merged and merged.decode()) == one.merged
    exchanged = merge(path, base, new, yours)
    assert (exchanged and words(exchanged)) == (merged and words(merged))


def edited(text: str, *edits: tuple[str, str]) -> str:
    """Replace the first place of each text by another."""
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def words(content: bytes) -> Counter[bytes]:
    """Count what a text is made of."""
    return Counter(re.findall(rb"[^\s,\[\](){}]+", content))
