"""Files as the templates wrote them last, instead of what a person made of them."""

from collections.abc import Sequence
from pathlib import Path

from scaffold.project.applying import apply
from scaffold.project.baseline import pack_baseline, read_baseline
from scaffold.project.lock import read_lock
from scaffold.project.model import Entry, NewFile, TrackedFile
from scaffold.project.snapshot import WorkingTree
from scaffold.update.comparing import differences


def restore(project: Path, files: Sequence[TrackedFile]) -> tuple[str, ...]:
    """Write files as they were generated last, deleted ones too; return the paths that changed.

    `scaffold update --undo` goes back. Raises ProjectError, and then nothing has changed.
    """
    lock = read_lock(project)
    contents = read_baseline(project, lock)
    tree = WorkingTree(project)
    changes: dict[str, NewFile | None] = {}
    expected: dict[str, Entry | None] = {}
    for found in differences(files, tree):
        if found.change != "moved":
            changes[found.path] = NewFile(contents[found.file.path], found.file.mode)
            expected[found.path] = tree.entry(found.path)
    if changes:
        apply(project, changes, expected, lock=lock, baseline=pack_baseline(contents), pending=None)
    return tuple(sorted(changes))
