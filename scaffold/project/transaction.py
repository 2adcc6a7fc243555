"""A journalled change carried out, taken back, or ended.

Going forward and going back both look at the disk to see what is done already, so that each may be begun again after
it was broken off anywhere.
"""

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold.project import disk, state
from scaffold.project.digest import digest
from scaffold.project.errors import ProjectError, refused
from scaffold.project.journal import Journal, Move, journal_text

STAGED_UNDO = f"{state.STAGE}/undo"
_SPENT = f"{state.STAGE}/spent"


class Stamp(NamedTuple):
    """What tells that a file was not written to meanwhile."""

    size: int
    changed: int

    @classmethod
    def of(cls, status: os.stat_result) -> "Stamp":
        """Return the stamp of a status."""
        return cls(status.st_size, status.st_mtime_ns)


class TouchedError(Exception):
    """A file was written to while it was taken away."""


@contextlib.contextmanager
def refusing(project: Path) -> Iterator[None]:
    """Turn what the system refuses into a ProjectError."""
    try:
        yield
    except TouchedError as error:
        message = f"{error} was written to just now by another program"
        raise ProjectError(project, message, "nothing was changed; run the command again") from error
    except OSError as error:
        raise refused(error, project) from error


def begin(project: Path, journal: Journal, staged: Iterable[disk.Written]) -> None:
    """Write what a change needs, and its journal last; on any exception nothing of it is left. Raises OSError."""
    root = disk.Root(project)
    try:
        root.drop_tree(state.STAGE)
        root.make_folder(state.STAGE)
        root.make_folder(f"{state.STAGE}/new")
        root.write_all(staged)
        if journal.command == "update":
            root.make_folder(STAGED_UNDO)
            way_back = journal_text(journal._replace(take=_undo_names(journal.take)), state.UNDO_JOURNAL)
            root.write_all([disk.Written(f"{STAGED_UNDO}/journal.json", way_back, 0o666)])
        root.sync_folders([f"{state.STAGE}/new", STAGED_UNDO, state.STAGE])
        root.write_whole(state.JOURNAL, journal_text(journal, state.JOURNAL), f"{state.STAGE}/journal.json")
    except BaseException:
        with contextlib.suppress(OSError):  # the first error says more
            forget(project)
        raise


def _undo_names(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Return moves to where the files are when the change is done."""
    return tuple(move._replace(target=state.UNDO + move.target.removeprefix(STAGED_UNDO)) for move in moves)


def carry_out(project: Path, journal: Journal, stamps: Mapping[str, Stamp]) -> None:
    """Carry a change out that was begun; on any exception everything is moved back first.

    Raises OSError, TouchedError for a file that no longer has its stamp, and ProjectError where moving back fails too,
    or where another program has put something in the way meanwhile, which is kept then.
    """
    try:
        go_forward(project, journal, stamps)
    except BaseException as error:
        kept = _taken_back(project, journal)
        if kept:
            message = f"was written to just now by another program, so that nothing else was changed ({error})"
            raise ProjectError(project, message, f"what it wrote is kept in {', '.join(kept)}") from error
        raise
    end(project, journal)


def _taken_back(project: Path, journal: Journal) -> list[str]:
    try:
        return go_back(project, journal)
    except OSError as error:
        why = refused(error, project)
        message = f"was changed in part only, and could not be put back as it was ({why.message})"
        hint = "every file is there or in .scaffold; mend the cause, then run the command again: it ends the change"
        raise ProjectError(project, message, hint) from error


def go_forward(project: Path, journal: Journal, stamps: Mapping[str, Stamp]) -> None:
    """Do what of a change is not done yet; raises OSError or TouchedError."""
    root = disk.Root(project)
    for place in sorted({_parent(move.target) for move in journal.take}):
        root.make_folders(place)
    for move in journal.take:
        if not root.stands(move.target):
            root.move(move.source, move.target)
            _require_untouched(root, move, stamps)
    for folder in journal.drop:
        root.drop_folder(folder.path)
    for folder in journal.make:
        root.make_folder(folder.path, folder.permissions)
    for move in journal.put:
        if root.stands(move.source):
            root.move(move.source, move.target)
    _sync(root, journal)


def _require_untouched(root: disk.Root, move: Move, stamps: Mapping[str, Stamp]) -> None:
    stamp, found = stamps.get(move.source), root.status(move.target)
    if stamp is not None and (found is None or Stamp.of(found) != stamp):
        raise TouchedError(move.source)


def go_back(project: Path, journal: Journal) -> list[str]:
    """Undo what of a change is done, and forget it; raises OSError.

    What a person has put or changed since at a path of the change is moved to `.scaffold/undone/`; returns its paths
    there.
    """
    root = disk.Root(project)
    kept: list[str] = []
    for move in reversed(journal.put):
        if not root.stands(move.source) and root.stands(move.target):
            if is_unchanged(root, move.target, move.digest):
                root.move(move.target, move.source)
            else:
                kept.append(_keep(root, move.target))
    for folder in reversed(journal.make):
        root.drop_folder(folder.path)
    for folder in reversed(journal.drop):
        root.make_folder(folder.path, folder.permissions)
    for move in reversed(journal.take):
        if root.stands(move.target):
            kept += [_keep(root, move.source)] if root.stands(move.source) else []
            root.make_folders(_parent(move.source))
            root.move(move.target, move.source)
    _sync(root, journal)
    forget(project)
    return kept


def end(project: Path, journal: Journal) -> None:
    """Clean up after a change that is carried out; raises OSError, and may be called again then."""
    root = disk.Root(project)
    if journal.command != "record" and root.is_folder(state.UNDO):
        root.move(state.UNDO, _SPENT)
    if journal.command == "update":
        root.move(STAGED_UNDO, state.UNDO)
    forget(project)


def is_ended(project: Path, journal: Journal) -> bool:
    """Say whether a change is carried out and its way back in place, so that it is only to be forgotten."""
    last = {"update": STAGED_UNDO, "undo": state.UNDO}.get(journal.command)
    return last is not None and not disk.Root(project).is_folder(last)


def forget(project: Path) -> None:
    """Remove the journal, and then the stage; raises OSError."""
    root = disk.Root(project)
    root.drop_file(state.JOURNAL)
    root.sync_folders([state.FOLDER])
    root.drop_tree(state.STAGE)
    _prune(root, state.UNDONE)


def is_unchanged(root: disk.Root, path: str, known: str) -> bool:
    """Say whether a file or link is what it was; `.scaffold/` is nobody's to change."""
    return state.is_state(path) or content_digest(root, path) == known


def content_digest(root: disk.Root, path: str) -> str | None:
    """Return the digest of a file's content or of a link's target; None for anything else, and where nothing stands."""
    found = root.status(path)
    if found is None:
        return None
    if stat.S_ISLNK(found.st_mode):
        return digest(os.fsencode(root.read_link(path)))
    return digest(root.read(path)) if stat.S_ISREG(found.st_mode) else None


def unused(root: disk.Root, path: str, taken: Iterable[str] = ()) -> str:
    """Return a free place in `.scaffold/undone/` for a path."""
    place, number = f"{state.UNDONE}/{path}", 2
    while root.stands(place) or place in taken:
        place, number = f"{state.UNDONE}/{path}~{number}", number + 1
    return place


def _keep(root: disk.Root, path: str) -> str:
    place = unused(root, path)
    root.make_folders(_parent(place))
    root.move(path, place)
    return place


def _prune(root: disk.Root, folder: str) -> None:
    """Remove the folders that hold nothing."""
    if root.is_folder(folder):
        for name, is_folder in root.entries(folder):
            if is_folder:
                _prune(root, f"{folder}/{name}")
        root.drop_folder(folder)


def _sync(root: disk.Root, journal: Journal) -> None:
    moves: tuple[Move, ...] = (*journal.take, *journal.put)
    root.sync_folders(sorted({_parent(path) for move in moves for path in (move.source, move.target)}))


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
