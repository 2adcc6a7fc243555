"""Conflicts in git's index, so that git and editors show all sides of them.

See "git-update-index", "Using --index-info": stage 1 is the common ancestor, 2 ours, 3 theirs.
"""

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from scaffold.project import disk, state, transaction
from scaffold.project.git import enclosing_repository
from scaffold.project.git_command import output
from scaffold.project.git_index import (
    entries_of,
    index_line,
    lines_of,
    literal,
    null_name,
    paths_in,
    prefix_of,
    require_unfiltered,
    restore_entries,
    store,
)
from scaffold.project.holding import holding
from scaffold.project.in_place import is_in_place
from scaffold.project.model import NewFile
from scaffold.project.reading import read_sealed
from scaffold.project.seal import sealed
from scaffold.project.snapshot import WorkingTree

_MARK = sha256().digest_size
"""Bytes that tell, before the entries of a way back, how the index was when they were written down."""


class Sides(NamedTuple):
    """The versions of a file in conflict; None where a side has none."""

    path: str
    base: NewFile | None
    yours: NewFile | None
    theirs: NewFile | None


def index_entries(project: Path, paths: Sequence[str]) -> bytes:
    """Return git's index entries of paths, in the form that `restore_entries` takes; empty without git."""
    if not paths or enclosing_repository(project) is None:
        return b""
    prefix, nobody = prefix_of(project), null_name(project)
    places = [prefix + os.fsencode(path) for path in paths]
    return b"".join(index_line(place, nobody) for place in places) + entries_of(project, places)


def conflict_entries(project: Path, conflicts: Sequence[Sides]) -> bytes:
    """Return index entries that mark files as in conflict, with all sides in git's store; empty without git.

    Raises ProjectError.
    """
    if not conflicts or enclosing_repository(project) is None:
        return b""
    prefix, nobody = prefix_of(project), null_name(project)
    versions = [(sides.path, side) for sides in conflicts for side in _versions(sides) if side is not None]
    names = iter(store(project, versions))
    lines: list[bytes] = []
    for sides in conflicts:
        path = prefix + os.fsencode(sides.path)
        lines.append(index_line(path, nobody))
        for stage, side in enumerate(_versions(sides), start=1):
            if side is not None:
                lines.append(index_line(path, next(names), side.mode, stage))
    return b"".join(lines)


def note_way_back(project: Path) -> None:
    """Write down what git's index gets when an update is undone, for `catch_up`; raises ProjectError.

    That is what was there before the update; where git itself has put back what the update changed, only for files
    that are still marked as in conflict.
    """
    with transaction.refusing(project):
        entries = read_sealed(project, state.INDEX)
        if entries is None:
            return
        paths = paths_in(entries) if enclosing_repository(project) is not None else []
        now = entries_of(project, paths)
        if not is_in_place(project):
            entries = lines_of(entries, _unmerged(now))
        root, part = disk.Root(project), f"{state.UNSTAGE}.part"
        root.drop_file(part)
        root.write_whole(state.UNSTAGE, sealed(state.UNSTAGE, _mark(now) + entries), part)


def catch_up(project: Path) -> None:
    """Give git's index what an update or its way back has left for it, also one that was killed; raises ProjectError.

    An update leaves `STAGES` with the files that it changes. The way back writes `UNSTAGE` before it begins, and it
    has happened when `INDEX`, from which it came, is gone: so another command is not to look while it is at work.
    Where the index is no longer as it was then, or the update no longer stands, it is left alone.
    """
    root = disk.Root(project)
    if not any(root.stands(name) for name in (state.STAGES, state.UNSTAGE)):
        return
    with holding(project), transaction.refusing(project):
        for name, due in ((state.STAGES, _due_stages), (state.UNSTAGE, _due_way_back)):
            kept = read_sealed(project, name)
            if kept is not None:
                restore_entries(project, due(project, kept))
                root.drop_file(name)


def _due_stages(project: Path, entries: bytes) -> bytes:
    before = read_sealed(project, state.INDEX)
    if enclosing_repository(project) is None or before is None or not is_in_place(project):
        return b""
    paths, nobody = paths_in(entries), null_name(project)
    gone = b"".join(index_line(path, nobody) for path in paths)
    return entries if gone + entries_of(project, paths) == before else b""


def _due_way_back(project: Path, marked: bytes) -> bytes:
    entries = marked[_MARK:]
    if os.path.lexists(project / state.INDEX) or enclosing_repository(project) is None:
        return b""
    now = entries_of(project, paths_in(entries))
    return entries if marked[:_MARK] == _mark(now) else lines_of(entries, _unmerged(now))


def _mark(entries: bytes) -> bytes:
    return sha256(entries).digest()


def _unmerged(entries: bytes) -> set[bytes]:
    """Return the paths of entries that are a side of a conflict."""
    lines = (line.partition(b"\t") for line in entries.split(b"\0") if line)
    return {path for told, _, path in lines if not told.endswith(b" 0")}


def settle(project: Path, paths: Sequence[str]) -> None:
    """Tell git that files are no longer in conflict, as `git add` does; raises ProjectError."""
    if not paths or enclosing_repository(project) is None:
        return
    left = output(project, "ls-files", "--unmerged", "-z", "--", *literal(paths))
    unmerged = dict.fromkeys(part.partition(b"\t")[2] for part in left.split(b"\0") if part)
    tree = WorkingTree(project)
    blocked = [path for path in unmerged if tree.blocked(os.fsdecode(path)) is not None]
    if blocked:  # git adds nothing that stands behind a link
        prefix, nobody = prefix_of(project), null_name(project)
        lines = b"".join(index_line(prefix + path, nobody) for path in blocked)
        output(project, "update-index", "-z", "--index-info", given=lines)
    rest = [os.fsdecode(path) for path in unmerged if path not in blocked]
    if rest:
        require_unfiltered(project, rest)
        output(project, "add", "--all", "--", *literal(rest), reads_files=True)


def _versions(sides: Sides) -> tuple[NewFile | None, NewFile | None, NewFile | None]:
    return sides.base, sides.yours, sides.theirs
