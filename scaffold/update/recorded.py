"""What git has of a project's lock and baseline: in commits, and on both sides of a merge."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from subprocess import TimeoutExpired
from typing import NamedTuple

from scaffold.catalog.version import release_number
from scaffold.evolution import Revision
from scaffold.project import state
from scaffold.project.baseline import unpack_baseline
from scaffold.project.errors import NewerError, ProjectError
from scaffold.project.git import enclosing_repository
from scaffold.project.git_command import git, output
from scaffold.project.lock import parse_lock
from scaffold.project.model import Lock

_OURS = (":2:", "HEAD:")
_THEIRS = (":3:", "MERGE_HEAD:", "REBASE_HEAD:", "CHERRY_PICK_HEAD:")
"""A merge's sides, in git's index and as commits: a file that git could merge by itself is in no stage."""

_TRIED = 50
"""Commits that are looked at for a state that is whole."""


class Recorded(NamedTuple):
    """A lock and the contents that belong to it, by the templates' paths."""

    lock: Lock
    contents: Mapping[str, bytes]


class Found(NamedTuple):
    """A commit, and what it records; `joined`: that is put together from the two commits which it merged."""

    commit: str
    recorded: Recorded
    joined: bool


def join(ours: Recorded, theirs: Recorded) -> Recorded:
    """Return one state for a merge of two branches: ours, with what only theirs has.

    It counts as written by the older of the two versions, so that no move of a template since then is left out.
    """
    files = {**theirs.lock.files, **ours.lock.files}
    contents = {**theirs.contents, **ours.contents}
    history = with_revisions(ours.lock.history, theirs.lock.history)
    older = min(ours.lock.scaffold, theirs.lock.scaffold, key=release_number)
    return Recorded(ours.lock._replace(scaffold=older, files=files, history=history), contents)


def with_revisions(history: tuple[Revision, ...], other: tuple[Revision, ...]) -> tuple[Revision, ...]:
    """Return a history with the revisions that only another one has."""
    known = {revision.id for revision in history}
    return (*history, *(revision for revision in other if revision.id not in known))


def merge_sides(project: Path) -> tuple[Recorded, Recorded] | None:
    """Return both sides of a merge, rebase or cherry-pick that is under way; None where there is none to end.

    Raises ProjectError, NewerError where a side was written by a newer scaffold.
    """
    if enclosing_repository(project) is None:
        return None
    if not output(project, "ls-files", "--unmerged", "--", state.LOCK, state.BASELINE):
        return None
    ours, theirs = (_first(project, names) for names in (_OURS, _THEIRS))
    return (ours, theirs) if ours is not None and theirs is not None else None


def committed(project: Path) -> Found | None:
    """Return the newest state in the history of commits that is whole; None: git has none. Raises NewerError."""
    for commit in _commits(project):
        whole = _at(project, f"{commit}:")
        if whole is not None:
            return Found(commit, whole, joined=False)
        ours, theirs = (_at(project, f"{commit}^{number}:") for number in (1, 2))
        if ours is not None and theirs is not None:
            return Found(commit, join(ours, theirs), joined=True)
    return None


def _commits(project: Path) -> Iterator[str]:
    """Yield the commits that changed the state, the newest first."""
    if enclosing_repository(project) is not None:
        changed = ("--max-count", str(_TRIED), "HEAD", "--", state.LOCK, state.BASELINE)
        found = _read(project, "rev-list", *changed)
        yield from () if found is None else found.decode().split()


def _first(project: Path, revisions: tuple[str, ...]) -> Recorded | None:
    return next(filter(None, (_at(project, revision) for revision in revisions)), None)


def _at(project: Path, revision: str) -> Recorded | None:
    """Return the state that git has, if it is whole."""
    lock_file = _read(project, "cat-file", "blob", f"{revision}./{state.LOCK}")
    archive = _read(project, "cat-file", "blob", f"{revision}./{state.BASELINE}")
    if lock_file is None or archive is None:
        return None
    try:
        lock = parse_lock(lock_file, project / state.LOCK)
        return Recorded(lock, unpack_baseline(archive, lock, project / state.BASELINE))
    except NewerError:
        raise
    except ProjectError:
        return None


def _read(project: Path, *arguments: str) -> bytes | None:
    try:
        found = git(project, *arguments)
    except (OSError, TimeoutExpired):
        return None
    return found.stdout if found.returncode == 0 else None
