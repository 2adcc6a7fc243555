"""From the stage to its place: all or nothing.

A target that does not exist appears by one rename. Into one that exists, each top-level entry is renamed, with a
journal beside the stage: when a run is killed between two renames, the next one moves the entries back. As anybody may
have put a stage there, only a journal that was sealed here counts.
"""

import json
from pathlib import Path

from scaffold.project import disk, seal, staging
from scaffold.project.errors import ProjectError
from scaffold.project.reading import read_sealed


def place_whole(stage: Path, target: Path) -> None:
    """Make a stage's tree the target, which does not exist; raises OSError."""
    disk.Root(stage.parent).move(f"{stage.name}/{staging.TREE}", target.name)


def place_entries(stage: Path, target: Path) -> None:
    """Move the entries of a stage's tree into the target, where the stage is; moves them back and raises OSError."""
    root = disk.Root(target)
    tree, journal = f"{stage.name}/{staging.TREE}", f"{stage.name}/{staging.JOURNAL}"
    names = sorted(name for name, _ in root.entries(tree))
    root.write_whole(journal, seal.sealed(_PURPOSE, json.dumps(names).encode()), f"{journal}.part")
    try:
        for name in names:
            root.move(f"{tree}/{name}", name)
    except BaseException:
        _move_back(root, tree, names)
        raise
    root.sync_folders([""])
    root.drop_file(journal)


def clean_up(target: Path) -> None:
    """Remove what killed runs left beside a target and in it; raises ProjectError where it was changed since."""
    for stage in staging.abandoned(target.parent):
        staging.remove(stage)
    if target.is_symlink():
        return
    for stage in staging.abandoned(target):
        _undo(stage, target)
        staging.remove(stage)


_PURPOSE = "the entries of a new project"


def _undo(stage: Path, target: Path) -> None:
    root = disk.Root(target)
    tree = f"{stage.name}/{staging.TREE}"
    names, written = _journal(stage, root)
    if not root.entries(tree):
        return  # none was moved yet, or all were: the project is whole
    for name in names:
        changed = None if root.stands(f"{tree}/{name}") else _changed_since(root, name, written)
        if changed:
            hint = f"move {target / changed} away, or delete it, then run the command again"
            message = f"holds a part of an interrupted project, and {target / changed} was changed since"
            raise ProjectError(target, message, hint)
    _move_back(root, tree, names)


def _journal(stage: Path, root: disk.Root) -> tuple[list[str], int]:
    """Return the entries that were to be moved, and when that began; none where a run was killed before."""
    hint = f"look into {stage}, and delete it, then run the command again"
    text = read_sealed(stage, staging.JOURNAL, _PURPOSE, hint)
    status = root.status(f"{stage.name}/{staging.JOURNAL}")
    names = [] if text is None else json.loads(text)
    if any("/" in name or name in {"", ".", ".."} for name in names):
        raise ProjectError(stage, "does not hold what scaffold writes there", hint)
    return names, 0 if status is None else status.st_mtime_ns


def _move_back(root: disk.Root, tree: str, names: list[str]) -> None:
    for name in names:
        if not root.stands(f"{tree}/{name}") and root.stands(name):
            root.move(name, f"{tree}/{name}")


def _changed_since(root: disk.Root, path: str, moment: int) -> str | None:
    """Return a file at or below a path that was written after a moment (nanoseconds)."""
    if root.is_folder(path):
        inner = (_changed_since(root, f"{path}/{name}", moment) for name, _ in root.entries(path))
        return next(filter(None, inner), None)
    found = root.status(path)
    return path if found is not None and found.st_mtime_ns > moment else None
