"""Files as the templates wrote them last, instead of what a person made of them."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from scaffold.project.applying import apply
from scaffold.project.baseline import pack_tracked, read_baseline
from scaffold.project.lock import read_lock
from scaffold.project.model import Entry, NewFile, TrackedFile
from scaffold.project.snapshot import WorkingTree
from scaffold.render import RenderedFile
from scaffold.update.comparing import differences

Rendered = Mapping[str, RenderedFile]


def restore(project: Path, files: Sequence[TrackedFile], generate: Callable[[], Rendered]) -> tuple[str, ...]:
    """Write files as they were generated last, deleted ones too; return the paths that changed.

    `generate` gives what the templates write now: of a file that git ignores, nothing else is known. `scaffold update
    --undo` goes back. Raises ProjectError, and then nothing has changed.
    """
    lock = read_lock(project)
    contents = read_baseline(project, lock)
    tree = WorkingTree(project)
    changes: dict[str, NewFile | None] = {}
    expected: dict[str, Entry | None] = {}
    generated = cache(generate)
    differing = {found.path: found.file for found in differences(files, tree) if found.change != "moved"}
    absent = {file.at or file.path: file for file in files if file.private and tree.entry(file.at or file.path) is None}
    for place, file in sorted({**differing, **absent}.items()):
        if not file.private:
            changes[place] = NewFile(contents[file.path], file.mode)
        elif file.path in generated():
            changes[place] = NewFile(generated()[file.path].content, file.mode)
        else:
            continue
        expected[place] = tree.entry(place)
    if changes:
        apply(project, changes, expected, lock=lock, baseline=pack_tracked(lock.files, contents), pending=None)
    return tuple(sorted(changes))
