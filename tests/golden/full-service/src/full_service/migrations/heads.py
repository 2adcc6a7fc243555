"""How far a database has come, beside how far this release needs it to be."""

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import NamedTuple

from alembic.script import ScriptDirectory

HISTORY = Path(__file__).parent


class NotMigratedError(Exception):
    """The database has not come to this release's revisions yet."""


class Revisions(NamedTuple):
    """All revisions of a release, and those that no other follows or depends on."""

    known: frozenset[str]
    heads: frozenset[str]

    @classmethod
    def read(cls, history: Path = HISTORY) -> "Revisions":
        """Read a folder of revisions."""
        scripts = ScriptDirectory(str(history))
        known: set[str] = set()
        followed: set[str] = set()
        for script in scripts.walk_revisions():
            known.add(script.revision)
            for before in (script.down_revision, script.dependencies):
                followed |= {each.revision for each in scripts.get_revisions(before or ())}
        return cls(frozenset(known), frozenset(known - followed))

    def are_passed(self, stored: Collection[str]) -> bool:
        """Say whether a later release has migrated a database: it alone knows one of the revisions."""
        return bool(self.unknown(stored))

    def unknown(self, stored: Collection[str]) -> frozenset[str]:
        """Return those of a database's revisions that this release does not have."""
        return frozenset(stored) - self.known

    def are_reached(self, stored: Collection[str]) -> bool:
        """Say whether a database has come to all of them, or farther."""
        if self.known.difference(self.heads).intersection(stored):
            return False
        return self.are_passed(stored) or self.heads.issubset(stored)


def is_migrated(stored: Collection[str]) -> bool:
    """Say whether a database at these revisions has what this release needs."""
    return own_revisions().are_reached(stored)


def require_migrated(stored: Collection[str]) -> None:
    """Raise `NotMigratedError` unless a database at these revisions has what this release needs."""
    if not is_migrated(stored):
        raise NotMigratedError


@cache
def own_revisions() -> Revisions:
    """Return the revisions of this release; they are read once."""
    return Revisions.read()
