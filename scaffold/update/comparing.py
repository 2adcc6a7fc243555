"""A project against what the templates wrote last: which files differ, and how."""

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from scaffold.merge.cases import as_written
from scaffold.merge.text import is_binary, read_text
from scaffold.project.digest import digest
from scaffold.project.git_history import never_committed
from scaffold.project.model import Entry, TrackedFile, Tree, file_kind

Change = Literal["edited", "deleted", "missing", "moved", "replaced", "mode"]


class Difference(NamedTuple):
    """A file that is not as the templates wrote it.

    `path` is where it stands (or stood). `replaced`: by a link or a folder; `mode`: its execute bit alone differs;
    `moved`: it stands elsewhere, with the same content; `missing`: it is not there, and git has never had it.
    """

    file: TrackedFile
    path: str
    change: Change
    content: bytes | None


def differences(files: Iterable[TrackedFile], tree: Tree) -> Iterator[Difference]:
    """Yield the files that were changed since they were generated; other line ends throughout are no change."""
    for file in files:
        path = file.at or file.path
        entry = tree.entry(path)
        change = _change(file, entry)
        if change is not None:
            yield Difference(file, path, change, _content(file, entry))


def told_apart(project: Path, found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Return differences in which nobody is said to have deleted what git has never had."""
    known = tuple(found)
    never = never_committed(project, {each.path for each in known if each.change == "deleted"})
    return tuple(each._replace(change="missing") if each.path in never else each for each in known)


def unified(before: bytes, after: bytes, path: str) -> list[str]:
    """Return the lines of a unified diff from what the templates wrote to what stands there."""
    if is_binary(before) or is_binary(after):
        return [f"binary file {path} differs"]
    old, new = ([line.decode("utf-8", "replace") for line in read_text(each).lines] for each in (before, after))
    return list(difflib.unified_diff(old, new, f"last generated/{path}", f"yours/{path}", lineterm=""))


def _content(file: TrackedFile, entry: Entry | None) -> bytes | None:
    return entry.content if entry is not None and entry.kind in {"file", file_kind(file.mode)} else None


def _change(file: TrackedFile, entry: Entry | None) -> Change | None:
    if entry is None:
        return None if file.private else "deleted"  # a clone has nothing of what git ignores
    if entry.kind != file_kind(file.mode):
        return "replaced"
    if entry.kind == "link":
        return "edited" if digest(entry.content) != file.digest else "moved" if file.at else None
    if not as_written(entry.content, file.digest):
        return "edited"
    if entry.mode != file.mode:
        return "mode"
    return "moved" if file.at else None
