"""Folders in which a project is written before it stands in its place.

A stage is named so that a person sees what it is, and locked while its process lives. A killed process can remove
nothing, so every run first removes the stages, beside its target and in it, that no living process holds.
"""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from scaffold.project import disk, locking

_NAME = re.compile(r"\..*scaffold-unfinished-[0-9a-f]{8}")
TREE = "tree"
JOURNAL = "journal"


def is_stage(path: Path) -> bool:
    """Say whether a path has a stage's name."""
    return _NAME.fullmatch(path.name) is not None


@contextlib.contextmanager
def stage(folder: Path, prefix: str = "") -> Iterator[Path]:
    """Make a stage in a folder, locked, and remove it whatever happens; raises OSError."""
    path = folder / f".{prefix}scaffold-unfinished-{os.urandom(4).hex()}"
    try:
        path.mkdir()
        with locking.held(path):
            yield path
    finally:
        remove(path)


def remove(path: Path) -> None:
    """Remove a stage and what is in it, if it is still there."""
    with contextlib.suppress(OSError):
        disk.Root(path.parent).drop_tree(path.name)


def abandoned(folder: Path) -> list[Path]:
    """Return the stages in a folder that no living process holds."""
    try:
        entries = [Path(entry.path) for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return [path for path in entries if is_stage(path) and not locking.is_held(path)]
