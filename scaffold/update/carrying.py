"""A plan carried out: files, the project's state, and git's index."""

from contextlib import suppress

from scaffold import __version__
from scaffold.merge.model import Conflict
from scaffold.project import state
from scaffold.project.applying import apply
from scaffold.project.baseline import pack_tracked
from scaffold.project.errors import ProjectError
from scaffold.project.git_branch import commit_to_branch
from scaffold.project.git_conflicts import Sides, catch_up, conflict_entries, index_entries
from scaffold.project.git_ignored import kept_from_git
from scaffold.project.model import NewFile, Pending, PendingConflict
from scaffold.project.seal import sealed
from scaffold.project.spec_files import FEATURE as SPEC_FEATURE
from scaffold.project.tracking import state_files
from scaffold.update.ignored import apart_from_ignored
from scaffold.update.planning import Baseline, Update

_MARKED = frozenset({"lines", "added", "invalid"})


def carry_out(update: Update) -> None:
    """Apply an update, all or nothing; raises ProjectError, and then nothing has changed.

    Where git's index cannot be written, the next command does it.
    """
    plan = update.plan
    conflicts = plan.conflicts
    changes = {**plan.changes, **update.beside}
    expected = {**plan.expected, **{path: update.tree.entry(path) for path in update.beside}}
    for path, content in _left_behind(update).items():
        changes[path] = NewFile(content, 0o644)
    pending = pending_of(conflicts) if conflicts else None
    apply(update.project, changes, expected, lock=update.lock, baseline=baseline_of(update), pending=pending)
    with suppress(ProjectError):  # all is written; git's index, such as one that an editor has locked, follows later
        catch_up(update.project)


def for_branch(update: Update) -> tuple[Update, tuple[str, ...]]:
    """Return what of an update belongs on a branch, and the paths of what does not, as git ignores it.

    Raises ProjectError.
    """
    plan, left = apart_from_ignored(update.project, update.plan, update.before.files)
    if not left:
        return update, ()
    read = Baseline(update.project, update.before).read
    kept = {path: file for path, file in plan.files.items() if file != update.plan.files[path] and not file.private}
    rendered = {path: update.rendered[path]._replace(content=read(path)) for path in kept}
    lock = update.lock._replace(files=plan.files)
    return update._replace(plan=plan, lock=lock, rendered={**update.rendered, **rendered}), left


def put_on_branch(update: Update, name: str, message: str) -> str:
    """Commit an update's result to a new branch, and leave the working tree as it is; return the commit's name.

    The spec that the result was made from is in the commit too, as its edit need not be committed. Raises ProjectError.
    """
    changes = {**_spec_files(update), **update.plan.changes, **state_files(update.lock, baseline_of(update))}
    return commit_to_branch(update.project, name, changes, message)


def baseline_of(update: Update) -> bytes:
    """Return the archive of what the templates write now."""
    return pack_tracked(update.plan.files, {path: update.rendered[path].content for path in update.plan.files})


def pending_of(conflicts: tuple[Conflict, ...]) -> Pending:
    """Return what the project records about conflicts."""
    return Pending(__version__, tuple(_pending(conflict) for conflict in conflicts))


def _pending(conflict: Conflict) -> PendingConflict:
    marked = conflict.kind in _MARKED and bool(conflict.regions)
    theirs = None if marked or conflict.new is None else f"{state.THEIRS}/{conflict.path}"
    return PendingConflict(conflict.path, conflict.kind, conflict.reason, marked, theirs)


def _spec_files(update: Update) -> dict[str, NewFile]:
    """Return the spec, and what it includes, as they stand, but for what git ignores."""
    files: dict[str, NewFile] = {}
    for path, file in update.rendered.items():
        entry = update.tree.entry(path) if file.origin.feature == SPEC_FEATURE else None
        if entry is not None and entry.kind == "file":
            files[path] = NewFile(entry.content, entry.mode)
    ignored = kept_from_git(update.project, files)
    return {path: file for path, file in files.items() if path not in ignored}


def _is_elsewhere(update: Update, path: str) -> bool:
    """Say whether a path lies in a submodule, or another repository."""
    parent = update.tree.blocked(path)
    entry = update.tree.entry(parent) if parent is not None else None
    return entry is not None and entry.kind == "folder"


def _left_behind(update: Update) -> dict[str, bytes]:
    """Return what an update puts beside the files: the templates' versions, and git's index from before."""
    conflicts = update.plan.conflicts
    files: dict[str, bytes] = {}
    for conflict, pending in zip(conflicts, pending_of(conflicts).conflicts, strict=True):
        if pending.theirs is not None and conflict.new is not None:
            files[pending.theirs] = conflict.new.content
    ignored = kept_from_git(update.project, [conflict.path for conflict in conflicts])
    shown = [each for each in conflicts if each.path not in ignored and not _is_elsewhere(update, each.path)]
    entries = index_entries(update.project, [conflict.path for conflict in shown])
    if entries:
        files[state.INDEX] = sealed(state.INDEX, entries)
        sides = [Sides(each.path, each.base, each.yours, each.new) for each in shown]
        files[state.STAGES] = sealed(state.STAGES, conflict_entries(update.project, sides))
    return files
