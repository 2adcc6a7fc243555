"""A plan carried out: files, the project's state, and git's index."""

from contextlib import suppress

from scaffold import __version__
from scaffold.merge.model import Conflict
from scaffold.project import state
from scaffold.project.applying import apply
from scaffold.project.baseline import pack_baseline
from scaffold.project.errors import ProjectError
from scaffold.project.git_branch import commit_to_branch
from scaffold.project.git_conflicts import Sides, catch_up, conflict_entries, index_entries
from scaffold.project.model import NewFile, Pending, PendingConflict
from scaffold.project.spec_files import FEATURE as SPEC_FEATURE
from scaffold.project.tracking import state_files
from scaffold.update.planning import Update

_MARKED = frozenset({"lines", "added", "invalid"})


def carry_out(update: Update) -> None:
    """Apply an update, all or nothing; raises ProjectError, and then nothing has changed.

    Where git's index cannot be written, the next command does it.
    """
    plan = update.plan
    conflicts = plan.conflicts
    changes = dict(plan.changes)
    for path, content in _left_behind(update).items():
        changes[path] = NewFile(content, 0o644)
    pending = pending_of(conflicts) if conflicts else None
    apply(update.project, changes, plan.expected, lock=update.lock, baseline=baseline_of(update), pending=pending)
    with suppress(ProjectError):  # all is written; git's index, such as one that an editor has locked, follows later
        catch_up(update.project)


def put_on_branch(update: Update, name: str, message: str) -> str:
    """Commit an update's result to a new branch, and leave the working tree as it is; return the commit's name.

    The spec that the result was made from is in the commit too, as its edit need not be committed. Raises ProjectError.
    """
    changes = {**_spec_files(update), **update.plan.changes, **state_files(update.lock, baseline_of(update))}
    return commit_to_branch(update.project, name, changes, message)


def baseline_of(update: Update) -> bytes:
    """Return the archive of what the templates write now."""
    return pack_baseline({path: update.rendered[path].content for path in update.plan.files})


def pending_of(conflicts: tuple[Conflict, ...]) -> Pending:
    """Return what the project records about conflicts."""
    return Pending(__version__, tuple(_pending(conflict) for conflict in conflicts))


def _pending(conflict: Conflict) -> PendingConflict:
    marked = conflict.kind in _MARKED and bool(conflict.regions)
    theirs = None if marked or conflict.new is None else f"{state.THEIRS}/{conflict.path}"
    return PendingConflict(conflict.path, conflict.kind, conflict.reason, marked, theirs)


def _spec_files(update: Update) -> dict[str, NewFile]:
    """Return the spec, and what it includes, as they stand."""
    files: dict[str, NewFile] = {}
    for path, file in update.rendered.items():
        entry = update.tree.entry(path) if file.origin.feature == SPEC_FEATURE else None
        if entry is not None and entry.kind == "file":
            files[path] = NewFile(entry.content, entry.mode)
    return files


def _left_behind(update: Update) -> dict[str, bytes]:
    """Return what an update puts beside the files: the templates' versions, and git's index from before."""
    conflicts = update.plan.conflicts
    files: dict[str, bytes] = {}
    for conflict, pending in zip(conflicts, pending_of(conflicts).conflicts, strict=True):
        if pending.theirs is not None and conflict.new is not None:
            files[pending.theirs] = conflict.new.content
    entries = index_entries(update.project, [conflict.path for conflict in conflicts])
    if entries:
        files[state.INDEX] = entries
        sides = [Sides(each.path, each.base, each.yours, each.new) for each in conflicts]
        files[state.STAGES] = conflict_entries(update.project, sides)
    return files
