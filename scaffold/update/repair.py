"""A damaged or contradictory state of a project, made whole again; the project's own files stay as they are.

Any earlier state is a safe one: a merge from an older baseline finds that both sides made the same changes. So the
sources are tried from the surest to the last resort: the two sides of a merge, the commits, and what the templates
write now.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold import __version__
from scaffold.evolution import Revision
from scaffold.project import state
from scaffold.project.applying import record
from scaffold.project.baseline import digest, pack_baseline, read_baseline, unpack_baseline
from scaffold.project.errors import ProjectError
from scaffold.project.git import enclosing_repository
from scaffold.project.git_command import git, output
from scaffold.project.git_conflicts import settle
from scaffold.project.lock import parse_lock, read_lock
from scaffold.project.model import Lock, PackRecord, TrackedFile
from scaffold.project.snapshot import WorkingTree
from scaffold.project.tracking import spec_digest, track
from scaffold.render import RenderedFile
from scaffold.spec import Spec

_SIDES = ((":2:", "HEAD:"), (":3:", "MERGE_HEAD:"))
"""A merge's sides, in git's index and as commits: a file that git could merge by itself is in no stage."""


_JOINED = "brought the two updated branches together; run scaffold update to merge what belongs to both"

_TRIED = 50
"""Commits that are looked at for a state that is whole."""


class State(NamedTuple):
    """A lock and the contents that belong to it, by the templates' paths."""

    lock: Lock
    contents: Mapping[str, bytes]


class Rendered(NamedTuple):
    """What the templates write now, and what the lock says of them; `spec` is None for another tool's."""

    files: Mapping[str, RenderedFile]
    templates: str
    packs: tuple[PackRecord, ...] = ()
    history: tuple[Revision, ...] = ()
    spec: Spec | None = None


class Repaired(NamedTuple):
    """What a repair did: how, in a sentence, and the files of which the last generated content is lost.

    Of a lost file, the user's version stays as it is, and the templates' changes since the last update are not merged.
    """

    how: str
    lost: tuple[str, ...] = ()


def repair(project: Path, render: Callable[[Lock | None], Rendered]) -> Repaired:
    """Make the lock and the baseline whole; raises ProjectError where there is nothing to go by.

    `render` gives what the templates write now, for a project with this lock (None: its lock is lost).
    """
    sides = _sides(project)
    if sides is not None:
        _write(project, join(*sides))
        settle(project, [state.LOCK, state.BASELINE])
        return Repaired(_JOINED)
    lock = _lock(project)
    if lock is not None and _contents(project, lock) is not None:
        return Repaired("nothing is damaged")
    for commit in _commits(project):
        committed = _at(project, f"{commit}:")
        if committed is not None:
            _write(project, committed)
            return Repaired(f"took the lock and the baseline of commit {commit[:12]}; run scaffold update")
        sides = _parents(project, commit)
        if sides is not None:
            _write(project, join(*sides))
            return Repaired(_JOINED)
    return _rebuild(project, render(lock), lock)


def join(ours: State, theirs: State) -> State:
    """Return one state for a merge of two branches: ours, with what only theirs has."""
    files = {**theirs.lock.files, **ours.lock.files}
    contents = {**theirs.contents, **ours.contents}
    known = {revision.id for revision in ours.lock.history}
    history = (*ours.lock.history, *(each for each in theirs.lock.history if each.id not in known))
    return State(ours.lock._replace(files=files, history=history), contents)


def _sides(project: Path) -> tuple[State, State] | None:
    """Return both sides of a merge of two branches; None where there is none to end."""
    if enclosing_repository(project) is None:
        return None
    if not output(project, "ls-files", "--unmerged", "--", state.LOCK, state.BASELINE):
        return None
    ours, theirs = (_at(project, stage) or _at(project, name) for stage, name in _SIDES)
    return (ours, theirs) if ours is not None and theirs is not None else None


def _commits(project: Path) -> list[str]:
    """Return the commits that changed the state, the newest first."""
    if enclosing_repository(project) is None:
        return []
    try:
        found = git(project, "rev-list", f"--max-count={_TRIED}", "HEAD", "--", state.LOCK, state.BASELINE)
    except OSError:
        return []
    return found.stdout.decode().split() if found.returncode == 0 else []


def _parents(project: Path, commit: str) -> tuple[State, State] | None:
    """Return both sides of a merge that was committed with its conflict, if it is one."""
    ours, theirs = (_at(project, f"{commit}^{number}:") for number in (1, 2))
    return (ours, theirs) if ours is not None and theirs is not None else None


def _at(project: Path, revision: str) -> State | None:
    """Return the state that git has, if it is whole."""
    if enclosing_repository(project) is None:
        return None
    lock_file = _show(project, revision, state.LOCK)
    archive = _show(project, revision, state.BASELINE)
    if lock_file is None or archive is None:
        return None
    try:
        lock = parse_lock(lock_file, project / state.LOCK)
        return State(lock, unpack_baseline(archive, lock, project / state.BASELINE))
    except ProjectError:
        return None


def _show(project: Path, revision: str, path: str) -> bytes | None:
    try:
        found = git(project, "show", f"{revision}./{path}")
    except OSError:
        return None
    return found.stdout if found.returncode == 0 else None


def _lock(project: Path) -> Lock | None:
    try:
        return read_lock(project)
    except ProjectError as error:
        if "was written by scaffold" in error.message:
            raise
        return None


def _contents(project: Path, lock: Lock) -> Mapping[str, bytes] | None:
    try:
        return read_baseline(project, lock)
    except ProjectError:
        return None


def _rebuild(project: Path, now: Rendered, lock: Lock | None) -> Repaired:
    """Find each file's last generated content by its digest: as it is rendered now, or as it stands unchanged."""
    tree = WorkingTree(project)
    if lock is None:
        files = track(now.files)
        contents = {path: file.content for path, file in now.files.items()}
        lost = [path for path, content in contents.items() if _standing(tree, path) not in {None, content}]
    else:
        files, contents, lost = _recovered(lock, now.files, tree)
    whole = Lock(__version__, now.templates, spec_digest(now.files), now.packs, now.history, files)
    _write(project, State(whole, contents))
    return Repaired("rebuilt the lock and the baseline from the templates", tuple(lost))


def _recovered(
    lock: Lock, rendered: Mapping[str, RenderedFile], tree: WorkingTree
) -> tuple[dict[str, TrackedFile], dict[str, bytes], list[str]]:
    """Return the files with their contents; of a lost one that is still rendered, what is rendered now."""
    files: dict[str, TrackedFile] = {}
    contents: dict[str, bytes] = {}
    lost: list[str] = []
    for path, file in lock.files.items():
        now = rendered[path].content if path in rendered else None
        candidates = [each for each in (now, _standing(tree, file.at or path)) if each is not None]
        content = next((each for each in candidates if digest(each) == file.digest), None)
        if content is None:
            lost.append(path)
            content = now
        if content is not None:
            files[path] = file._replace(digest=digest(content))
            contents[path] = content
    return files, contents, lost


def _standing(tree: WorkingTree, path: str) -> bytes | None:
    entry = tree.entry(path)
    return entry.content if entry is not None and entry.kind == "file" else None


def _write(project: Path, whole: State) -> None:
    record(project, lock=whole.lock, baseline=pack_baseline(whole.contents))
