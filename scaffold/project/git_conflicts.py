"""Conflicts in git's index, so that git and editors show all sides of them.

See "git-update-index", "Using --index-info": stage 1 is the common ancestor, 2 ours, 3 theirs.
"""

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from scaffold.project import disk, state, transaction
from scaffold.project.git import enclosing_repository
from scaffold.project.git_command import output
from scaffold.project.holding import holding
from scaffold.project.model import NewFile
from scaffold.project.snapshot import WorkingTree


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
    known = output(project, "ls-files", "--stage", "--full-name", "-z", "--", *_literal(paths))
    prefix, nobody = prefix_of(project), null_name(project)
    return b"".join(index_line(prefix + os.fsencode(path), nobody) for path in paths) + known


def restore_entries(project: Path, entries: bytes) -> None:
    """Put index entries back; raises ProjectError."""
    if entries and enclosing_repository(project) is not None:
        output(project, "update-index", "-z", "--index-info", given=entries)


def conflict_entries(project: Path, conflicts: Sequence[Sides]) -> bytes:
    """Return index entries that mark files as in conflict, with all sides in git's store; empty without git.

    Raises ProjectError.
    """
    if not conflicts or enclosing_repository(project) is None:
        return b""
    prefix, nobody = prefix_of(project), null_name(project)
    names = iter(store(project, [side for sides in conflicts for side in _versions(sides) if side is not None]))
    lines: list[bytes] = []
    for sides in conflicts:
        path = prefix + os.fsencode(sides.path)
        lines.append(index_line(path, nobody))
        for stage, side in enumerate(_versions(sides), start=1):
            if side is not None:
                lines.append(index_line(path, next(names), side.mode, stage))
    return b"".join(lines)


def note_way_back(project: Path) -> None:
    """Write down what git's index gets when an update is undone, for `catch_up`; raises ProjectError."""
    kept = project / state.INDEX
    with transaction.refusing(project):
        if kept.is_file():
            part = f"{project}/{state.UNSTAGE}.part"
            disk.drop_file(part)
            disk.write_whole(f"{project}/{state.UNSTAGE}", kept.read_bytes(), part)


def catch_up(project: Path) -> None:
    """Give git's index what an update or its way back has left for it, also one that was killed; raises ProjectError.

    An update leaves `STAGES` with the files that it changes. The way back writes `UNSTAGE` before it begins, and it
    has happened when `INDEX`, from which it came, is gone: so another command is not to look while it is at work.
    """
    if not any((project / name).is_file() for name in (state.STAGES, state.UNSTAGE)):
        return
    with holding(project):
        happened = not (project / state.INDEX).exists()
        for name, due in ((state.STAGES, True), (state.UNSTAGE, happened)):
            place = project / name
            if place.is_file():
                if due:
                    restore_entries(project, place.read_bytes())
                disk.drop_file(str(place))


def settle(project: Path, paths: Sequence[str]) -> None:
    """Tell git that files are no longer in conflict, as `git add` does; raises ProjectError."""
    if not paths or enclosing_repository(project) is None:
        return
    left = output(project, "ls-files", "--unmerged", "-z", "--", *_literal(paths))
    unmerged = dict.fromkeys(part.partition(b"\t")[2] for part in left.split(b"\0") if part)
    tree = WorkingTree(project)
    blocked = [path for path in unmerged if tree.blocked(os.fsdecode(path)) is not None]
    if blocked:  # git adds nothing that stands behind a link
        prefix, nobody = prefix_of(project), null_name(project)
        lines = b"".join(index_line(prefix + path, nobody) for path in blocked)
        output(project, "update-index", "-z", "--index-info", given=lines)
    rest = [os.fsdecode(path) for path in unmerged if path not in blocked]
    if rest:
        output(project, "add", "--all", "--", *_literal(rest))


def prefix_of(project: Path) -> bytes:
    """Return where a project stands in its repository: empty, or a path that ends in `/`."""
    return output(project, "rev-parse", "--show-prefix").rstrip(b"\n")


def null_name(project: Path) -> bytes:
    """Return the object name that stands for nothing, as long as this repository's names are."""
    return b"0" * (64 if output(project, "rev-parse", "--show-object-format").strip() == b"sha256" else 40)


def index_line(path: bytes, name: bytes, mode: int = 0, stage: int = 0) -> bytes:
    """Return a line for `git update-index -z --index-info`; mode 0 takes the entry away."""
    shown = b"0" if not mode else b"100755" if mode & 0o100 else b"100644"
    return b"%s %s %d\t%s\0" % (shown, name, stage, path)


def store(project: Path, files: Sequence[NewFile]) -> list[bytes]:
    """Write contents into git's object store, by one process, and return their names."""
    with tempfile.TemporaryDirectory(prefix="scaffold-") as folder:
        places = [Path(folder) / str(number) for number in range(len(files))]
        for place, file in zip(places, files, strict=True):
            place.write_bytes(file.content)
        listed = "".join(f"{place}\n" for place in places).encode()
        return output(project, "hash-object", "-w", "--no-filters", "--stdin-paths", given=listed).split()


def _versions(sides: Sides) -> tuple[NewFile | None, NewFile | None, NewFile | None]:
    return sides.base, sides.yours, sides.theirs


def _literal(paths: Iterable[str]) -> list[str]:
    """Return paths in which git expands no wildcards."""
    return [f":(literal){path}" for path in paths]
