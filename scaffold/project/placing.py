"""From the stage to its place: all or nothing.

A target that does not exist appears by one rename. Into one that exists, each top-level entry is renamed, with a
journal beside the stage: when a run is killed between two renames, the next one moves the entries back.
"""

import json
import os
from pathlib import Path

from scaffold.project import disk, staging
from scaffold.project.errors import ProjectError


def place_whole(tree: Path, target: Path) -> None:
    """Make a tree the target, which does not exist; raises OSError."""
    disk.move(str(tree), str(target))


def place_entries(stage: Path, target: Path) -> None:
    """Move the entries of a stage's tree into the target, which exists; moves them back and raises OSError."""
    tree = stage / staging.TREE
    names = sorted(path.name for path in tree.iterdir())
    journal = stage / staging.JOURNAL
    disk.write_whole(str(journal), json.dumps(names).encode(), f"{journal}.part")
    try:
        for name in names:
            disk.move(str(tree / name), str(target / name))
    except BaseException:
        _move_back(stage, target, names)
        raise
    disk.sync_folders([str(target)])
    journal.unlink()


def clean_up(target: Path) -> None:
    """Remove what killed runs left beside a target and in it; raises ProjectError where it was changed since."""
    for stage in staging.abandoned(target.parent):
        staging.remove(stage)
    if target.is_symlink():
        return
    for stage in staging.abandoned(target):
        _undo(stage, target)
        staging.remove(stage)


def _undo(stage: Path, target: Path) -> None:
    journal = stage / staging.JOURNAL
    try:
        names = json.loads(journal.read_text(encoding="utf-8"))
        written = journal.stat().st_mtime_ns
    except (OSError, ValueError):
        return  # killed before the first entry was moved
    if not any((stage / staging.TREE).iterdir()):
        return  # all were moved: the project is whole
    moved = [name for name in names if not os.path.lexists(stage / staging.TREE / name)]
    for name in moved:
        changed = _changed_since(target / name, written)
        if changed:
            hint = f"move {changed} away, or delete it, then run the command again"
            raise ProjectError(target, f"holds a part of an interrupted project, and {changed} was changed since", hint)
    _move_back(stage, target, names)


def _move_back(stage: Path, target: Path, names: list[str]) -> None:
    tree = stage / staging.TREE
    for name in names:
        if not os.path.lexists(tree / name) and os.path.lexists(target / name):
            (target / name).rename(tree / name)


def _changed_since(path: Path, moment: int) -> Path | None:
    """Return a file at or below a path that was written after a moment (nanoseconds)."""
    if not os.path.lexists(path):
        return None
    files = [path] if path.is_symlink() or not path.is_dir() else [*path.rglob("*")]
    return next((file for file in files if file.lstat().st_mtime_ns > moment), None)
