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

UNDO_JOURNAL = f"{state.UNDO}/journal.json"
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
    root = os.fspath(project)
    try:
        disk.drop_tree(f"{root}/{state.STAGE}")
        disk.make_folder(f"{root}/{state.STAGE}")
        disk.make_folder(f"{root}/{state.STAGE}/new")
        disk.write_all(staged)
        if journal.command == "update":
            disk.make_folder(f"{root}/{STAGED_UNDO}")
            way_back = journal_text(journal._replace(take=_undo_names(journal.take)))
            disk.write_all([disk.Written(f"{root}/{STAGED_UNDO}/journal.json", way_back, 0o666)])
        disk.sync_folders(f"{root}/{folder}" for folder in (f"{state.STAGE}/new", STAGED_UNDO, state.STAGE))
        disk.write_whole(f"{root}/{state.JOURNAL}", journal_text(journal), f"{root}/{state.STAGE}/journal.json")
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
    root = os.fspath(project)
    for place in sorted({_parent(f"{root}/{move.target}") for move in journal.take}):
        disk.make_folders(place)
    for move in journal.take:
        if not os.path.lexists(f"{root}/{move.target}"):
            disk.move(f"{root}/{move.source}", f"{root}/{move.target}")
            _require_untouched(f"{root}/{move.target}", move.source, stamps)
    for folder in journal.drop:
        disk.drop_folder(f"{root}/{folder.path}")
    for folder in journal.make:
        disk.make_folder(f"{root}/{folder.path}", folder.permissions)
    for move in journal.put:
        if os.path.lexists(f"{root}/{move.source}"):
            disk.move(f"{root}/{move.source}", f"{root}/{move.target}")
    _sync(root, journal)


def _require_untouched(path: str, name: str, stamps: Mapping[str, Stamp]) -> None:
    stamp = stamps.get(name)
    if stamp is not None and Stamp.of(os.lstat(path)) != stamp:
        raise TouchedError(name)


def go_back(project: Path, journal: Journal) -> list[str]:
    """Undo what of a change is done, and forget it; raises OSError.

    What a person has put or changed since at a path of the change is moved to `.scaffold/undone/`; returns its paths
    there.
    """
    root = os.fspath(project)
    kept: list[str] = []
    for move in reversed(journal.put):
        if not os.path.lexists(f"{root}/{move.source}") and os.path.lexists(f"{root}/{move.target}"):
            if is_unchanged(root, move.target, move.digest):
                disk.move(f"{root}/{move.target}", f"{root}/{move.source}")
            else:
                kept.append(_keep(root, move.target))
    for folder in reversed(journal.make):
        disk.drop_folder(f"{root}/{folder.path}")
    for folder in reversed(journal.drop):
        disk.make_folder(f"{root}/{folder.path}", folder.permissions)
    for move in reversed(journal.take):
        if os.path.lexists(f"{root}/{move.target}"):
            kept += [_keep(root, move.source)] if os.path.lexists(f"{root}/{move.source}") else []
            disk.make_folders(_parent(f"{root}/{move.source}"))
            disk.move(f"{root}/{move.target}", f"{root}/{move.source}")
    _sync(root, journal)
    forget(project)
    return kept


def end(project: Path, journal: Journal) -> None:
    """Clean up after a change that is carried out; raises OSError, and may be called again then."""
    root = os.fspath(project)
    if journal.command != "record" and disk.is_folder(f"{root}/{state.UNDO}"):
        disk.move(f"{root}/{state.UNDO}", f"{root}/{_SPENT}")
    if journal.command == "update":
        disk.move(f"{root}/{STAGED_UNDO}", f"{root}/{state.UNDO}")
    forget(project)


def is_ended(project: Path, journal: Journal) -> bool:
    """Say whether a change is carried out and its way back in place, so that it is only to be forgotten."""
    last = {"update": STAGED_UNDO, "undo": state.UNDO}.get(journal.command)
    return last is not None and not disk.is_folder(f"{project}/{last}")


def forget(project: Path) -> None:
    """Remove the journal, and then the stage; raises OSError."""
    root = os.fspath(project)
    disk.drop_file(f"{root}/{state.JOURNAL}")
    disk.sync_folders([f"{root}/{state.FOLDER}"])
    disk.drop_tree(f"{root}/{state.STAGE}")
    _prune(f"{root}/{state.UNDONE}")


def is_unchanged(root: str, path: str, known: str) -> bool:
    """Say whether a file or link is what it was; `.scaffold/` is nobody's to change."""
    return state.is_state(path) or content_digest(f"{root}/{path}") == known


def content_digest(path: str) -> str | None:
    """Return the digest of a file's content or of a link's target; None for anything else."""
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        return digest(os.fsencode(os.readlink(path)))  # noqa: PTH115
    return digest(Path(path).read_bytes()) if stat.S_ISREG(mode) else None


def unused(root: str, path: str, taken: Iterable[str] = ()) -> str:
    """Return a free place in `.scaffold/undone/` for a path."""
    place, number = f"{state.UNDONE}/{path}", 2
    while os.path.lexists(f"{root}/{place}") or place in taken:
        place, number = f"{state.UNDONE}/{path}~{number}", number + 1
    return place


def _keep(root: str, path: str) -> str:
    place = unused(root, path)
    disk.make_folders(_parent(f"{root}/{place}"))
    disk.move(f"{root}/{path}", f"{root}/{place}")
    return place


def _prune(folder: str) -> None:
    """Remove the folders that hold nothing."""
    if disk.is_folder(folder):
        for entry in list(os.scandir(folder)):
            if entry.is_dir(follow_symlinks=False):
                _prune(entry.path)
        disk.drop_folder(folder)


def _sync(root: str, journal: Journal) -> None:
    moves: tuple[Move, ...] = (*journal.take, *journal.put)
    disk.sync_folders(sorted({_parent(f"{root}/{path}") for move in moves for path in (move.source, move.target)}))


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
