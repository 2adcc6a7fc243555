"""The temporary folder in which another tool's library works."""

import contextlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir

from scaffold.project import locking

_PREFIX = "scaffold-pack-"
_START = 60.0
"""Seconds in which a run that made its folder has surely begun to hold it."""


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """Make a folder and remove it afterwards; those of runs that could not are removed before. Raises OSError."""
    for left in _abandoned(Path(gettempdir())):
        _remove(left)
    with TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder, locking.held(Path(folder)):
        yield Path(folder)


def _abandoned(place: Path) -> list[Path]:
    """Return this user's folders that no living process works in."""
    try:
        named = [entry for entry in os.scandir(place) if entry.name.startswith(_PREFIX)]
    except OSError:
        return []
    return [Path(entry.path) for entry in named if _is_old_and_own(entry) and not locking.is_held(Path(entry.path))]


def _is_old_and_own(entry: os.DirEntry[str]) -> bool:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    own = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return own and stat.S_ISDIR(status.st_mode) and time.time() - status.st_mtime > _START


def _remove(folder: Path) -> None:
    for inside, _, _ in os.walk(folder):
        with contextlib.suppress(OSError):
            Path(inside).chmod(0o700)  # a template may have made it read-only
    rmtree(folder, ignore_errors=True)
