"""Whether the last update still stands, or git has put back what it changed."""

from pathlib import Path

from scaffold.project import disk, state, transaction
from scaffold.project.journal import Journal, read_journal


def is_in_place(project: Path) -> bool:
    """Say whether the lock is the one that the last update wrote: else git has reset, stashed or switched it away.

    Raises ProjectError where the update's way back cannot be read.
    """
    way_back = read_journal(project, state.UNDO_JOURNAL)
    return way_back is None or stands(project, way_back)


def former_digests(project: Path) -> dict[str, str]:
    """Return the digests of what the last update replaced or took away, by path; raises ProjectError."""
    way_back = read_journal(project, state.UNDO_JOURNAL)
    return {move.source: move.digest for move in way_back.take} if way_back else {}


def stands(project: Path, way_back: Journal) -> bool:
    """Say whether the lock is the one that the update of a way back wrote; true where it wrote none."""
    written = next((move.digest for move in way_back.put if move.target == state.LOCK), None)
    return written is None or transaction.content_digest(disk.Root(project), state.LOCK) == written
