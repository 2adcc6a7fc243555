"""What a project has of another tool's template."""

from pathlib import Path

from scaffold.foreign import Written
from scaffold.project.model import Lock, file_kind
from scaffold.project.snapshot import WorkingTree
from scaffold.update.planning import Baseline


def written_of(project: Path, lock: Lock) -> Written:
    """Return what was rendered for a project last; of what git ignores, what stands there."""
    tree = WorkingTree(project)
    standing = {}
    for path, file in lock.files.items():
        if file.private:
            entry = tree.entry(file.at or path)
            standing[path] = entry.content if entry is not None and entry.kind == file_kind(file.mode) else b""
    return Written(lock, Baseline(project, lock).read, standing)
