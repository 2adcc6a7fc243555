"""A damaged or contradictory state of a project, made whole again; the project's own files stay as they are.

Any earlier state is a safe one: a merge from an older baseline finds that both sides made the same changes. So the
sources are tried from the surest to the last resort: the two sides of a merge, the commits, and what the templates
write now.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold import __version__
from scaffold.evolution import check_branches
from scaffold.merge.cases import same_text
from scaffold.merge.text import plain
from scaffold.project import state
from scaffold.project.applying import record
from scaffold.project.baseline import pack_tracked, read_baseline
from scaffold.project.digest import digest
from scaffold.project.errors import NewerError, ProjectError
from scaffold.project.git_conflicts import settle
from scaffold.project.git_history import never_committed
from scaffold.project.lock import read_lock
from scaffold.project.model import Lock, TrackedFile, file_kind
from scaffold.project.snapshot import WorkingTree
from scaffold.project.tracking import spec_digest, track
from scaffold.render import RenderedFile
from scaffold.update.ignored import private_paths
from scaffold.update.recorded import Recorded, committed, join, merge_sides, with_revisions
from scaffold.update.rendering import Generated

_JOINED = "brought the two updated branches together; run scaffold update to merge what belongs to both"


class Repaired(NamedTuple):
    """What a repair did: how, in a sentence, and the files of which the last generated content is lost.

    Of a lost file, the user's version stays as it is, and the templates' changes since the last update are not merged.
    `missing` are files that are not there, and that git has never had.
    """

    how: str
    lost: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def repair(project: Path, generate: Callable[[Lock | None], Generated]) -> Repaired:
    """Make the lock and the baseline whole; raises ProjectError where there is nothing to go by.

    Raises DamagedError, and writes nothing, where the histories of two branches cannot both hold.

    `generate` gives what the templates write now, for a project with this lock (None: its lock is lost).
    """
    sides = merge_sides(project)
    if sides is not None:
        _write(project, join(*sides))
        settle(project, [state.LOCK, state.BASELINE])
        return Repaired(_JOINED)
    lock = _lock(project)
    if lock is not None and _contents(project, lock) is not None:
        check_branches(lock.history)
        return Repaired("nothing is damaged")
    found = committed(project)
    if found is None:
        return _rebuild(project, generate(lock), lock)
    _write(project, _with_history_of(lock, found.recorded))
    if found.joined:
        return Repaired(_JOINED)
    return Repaired(f"took the lock and the baseline of commit {found.commit[:12]}; run scaffold update")


def _with_history_of(lock: Lock | None, recorded: Recorded) -> Recorded:
    """Keep the revisions since a commit: their migrations stand in the project."""
    if lock is None:
        return recorded
    history = with_revisions(recorded.lock.history, lock.history)
    return recorded._replace(lock=recorded.lock._replace(history=history))


def _lock(project: Path) -> Lock | None:
    try:
        return read_lock(project)
    except NewerError:
        raise
    except ProjectError:
        return None


def _contents(project: Path, lock: Lock) -> Mapping[str, bytes] | None:
    try:
        return read_baseline(project, lock)
    except ProjectError:
        return None


def _rebuild(project: Path, now: Generated, lock: Lock | None) -> Repaired:
    """Find each file's last generated content by its digest: as it is rendered now, or as it stands unchanged."""
    tree = WorkingTree(project)
    if lock is None:
        contents = {path: file.content for path, file in now.files.items()}
        standing = {
            path: content for path in contents if (content := _standing(tree, path, now.files[path])) is not None
        }
        lost = [path for path, content in standing.items() if not same_text(content, contents[path])]
        private = private_paths(project, tree, {}, now.files)
        files = {path: file._replace(private=path in private) for path, file in track(now.files).items()}
    else:
        files, contents, lost = _recovered(lock, now.files, tree)
    version = lock.scaffold if lock else __version__  # moves of templates since then are still to be followed
    whole = Lock(version, now.templates, spec_digest(now.files), now.packs, now.history, files)
    _write(project, Recorded(whole, contents))
    gone = {path: file.at or path for path, file in files.items() if tree.entry(file.at or path) is None}
    missing = never_committed(project, {place for path, place in gone.items() if not files[path].private})
    return Repaired("rebuilt the lock and the baseline from the templates", tuple(lost), tuple(sorted(missing)))


def _recovered(
    lock: Lock, rendered: Mapping[str, RenderedFile], tree: WorkingTree
) -> tuple[dict[str, TrackedFile], dict[str, bytes], list[str]]:
    """Return the files with their contents; of a lost one that is still rendered, what is rendered now."""
    files: dict[str, TrackedFile] = {}
    contents: dict[str, bytes] = {}
    lost: list[str] = []
    for path, file in lock.files.items():
        if file.private:
            files[path] = file
            continue
        now = rendered[path].content if path in rendered else None
        standing = _standing(tree, file.at or path, file)
        candidates = [each for each in (now, standing, standing and plain(standing)) if each is not None]
        content = next((each for each in candidates if digest(each) == file.digest), None)
        if content is None:
            lost += [] if standing is None else [path]
            content = now
        if content is not None:
            files[path] = file._replace(digest=digest(content))
            contents[path] = content
    return files, contents, lost


def _standing(tree: WorkingTree, path: str, file: TrackedFile | RenderedFile) -> bytes | None:
    entry = tree.entry(path)
    return entry.content if entry is not None and entry.kind == file_kind(file.mode) else None


def _write(project: Path, whole: Recorded) -> None:
    check_branches(whole.lock.history)
    record(project, lock=whole.lock, baseline=pack_tracked(whole.lock.files, whole.contents))
