"""Whether the last update still stands, or git has put back what it changed."""

import subprocess
from pathlib import Path

from scaffold.project import disk, state, transaction
from scaffold.project.digest import digest
from scaffold.project.git import enclosing_repository
from scaffold.project.git_command import git
from scaffold.project.journal import Journal, read_journal


def is_in_place(project: Path) -> bool:
    """Say whether what the last update wrote still stands: else git has reset, stashed or switched it away.

    Raises ProjectError where the update's way back cannot be read.
    """
    way_back = read_journal(project, state.UNDO_JOURNAL)
    return way_back is None or stands(project, way_back)


def former_digests(project: Path) -> dict[str, str]:
    """Return the digests of what the last update replaced or took away, by path; raises ProjectError."""
    way_back = read_journal(project, state.UNDO_JOURNAL)
    return {move.source: move.digest for move in way_back.take} if way_back else {}


def stands(project: Path, way_back: Journal) -> bool:
    """Say whether the lock is the one that the update of a way back wrote, or another that git did not put there."""
    written = next((move.digest for move in way_back.put if move.target == state.LOCK), None)
    now = transaction.content_digest(disk.Root(project), state.LOCK)
    return written in {None, now} or enclosing_repository(project) is None or now != _committed_lock(project)


def _committed_lock(project: Path) -> str | None:
    """Return the digest of the lock in the newest commit; None: there is none, or git cannot tell."""
    try:
        found = git(project, "cat-file", "blob", f"HEAD:./{state.LOCK}")
    except (OSError, subprocess.TimeoutExpired):
        return None
    return digest(found.stdout) if found.returncode == 0 else None
