"""What features store beside the entities: how it differs, and what two branches make of it."""

from typing import NamedTuple

from scaffold.evolution.errors import ContradictionError
from scaffold.evolution.model import Stored

_NONE = 0


class StoredChange(NamedTuple):
    """What a feature stores, by its versions before and after; 0 where it stores nothing."""

    feature: str
    before: int
    after: int

    @property
    def rises(self) -> bool:
        """Whether it is made, or goes to a later version; else it goes back, or goes."""
        return self.after > self.before

    @property
    def versions(self) -> tuple[int, ...]:
        """The versions that are made one after the other; where it goes back, those that are undone."""
        if self.rises:
            return tuple(range(self.before + 1, self.after + 1))
        return tuple(range(self.before, self.after, -1))

    @property
    def summary(self) -> str:
        """The change in a few words, as of an entity."""
        verb = "add" if not self.before else "remove" if not self.after else "change"
        return f"{verb} {self.feature}"


def stored_changes(before: Stored, after: Stored) -> tuple[StoredChange, ...]:
    """Return what differs in the order in which it is done: what goes, the last first, and then what comes."""
    old, new = dict(before), dict(after)
    names = dict.fromkeys((*reversed(old), *new))
    found = [StoredChange(name, old.get(name, _NONE), new.get(name, _NONE)) for name in names]
    falling = [each for each in found if each.after < each.before]
    rising = {each.feature: each for each in found if each.rises}
    return (*falling, *(rising[name] for name in new if name in rising))


def join_stored(base: Stored, one: Stored, other: Stored) -> Stored:
    """Return what one branch stores with what the other changed since the base.

    Raises `ContradictionError` where both changed what a feature stores: that can run only once.
    """
    sides = [dict(side) for side in (base, one, other)]
    names = dict.fromkeys(name for side in (one, other, base) for name, _ in side)
    joined = {name: _join(name, *(side.get(name, _NONE) for side in sides)) for name in names}
    return tuple((name, version) for name, version in joined.items() if version)


def _join(feature: str, base: int, one: int, other: int) -> int:
    if other == base:
        return one
    if one == base:
        return other
    message = f"two branches {_deed(base, one)} what {feature} stores"
    if one != other:
        message = f"one branch {_deed(base, one)} what {feature} stores, and the other {_deed(base, other)} it"
    raise ContradictionError(f"{message}; that can run only once")


def _deed(before: int, after: int) -> str:
    if not before:
        return "added"
    return "changed" if after else "removed"
