"""After an update with conflicts: what is left of them, and the end of it."""

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from scaffold.evolution import Revision
from scaffold.merge.gate import parse_problem
from scaffold.merge.markers import open_regions
from scaffold.merge.model import Labels, Region
from scaffold.project import git_conflicts, state
from scaffold.project.digest import digest
from scaffold.project.errors import ProjectError
from scaffold.project.holding import holding
from scaffold.project.in_place import former_digests, is_in_place
from scaffold.project.lock import read_lock
from scaffold.project.model import Lock, Pending, PendingConflict
from scaffold.project.pending import clear_pending, read_pending
from scaffold.project.recovering import recover
from scaffold.project.snapshot import WorkingTree
from scaffold.project.undoing import Undone, undo
from scaffold.update.errors import UpdateError
from scaffold.update.marked import marked_files

_SHOWN = 3
"""Paths that an error names."""


class ConflictStatus(NamedTuple):
    """A conflict of an update, as it stands now.

    `regions` are the markers still in the file. `fault` says why the file cannot be parsed, if so, and `stands` whether
    anything stands at its path. `as_before`: what stands there is what stood there before the update. `committed`: only
    the markers tell of it, as on a branch of `--branch`, or in a clone.
    """

    conflict: PendingConflict
    regions: tuple[Region, ...]
    fault: str | None = None
    stands: bool = True
    as_before: bool = False
    committed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the file itself shows that the conflict is not settled."""
        return bool(self.regions) or self.fault is not None


class Ended(NamedTuple):
    """The conflicts that keep an update from its end, or those that were settled by it."""

    open: tuple[ConflictStatus, ...]
    settled: tuple[ConflictStatus, ...]


def conflicts_now(project: Path, lock: Lock, pending: Pending | None) -> tuple[ConflictStatus, ...]:
    """Return the conflicts of the last update as they stand now, and those that were committed with their markers."""
    tree, recorded = WorkingTree(project), pending.conflicts if pending else ()
    former = former_digests(project) if recorded else {}
    left = tuple(_left(tree, conflict, former.get(conflict.path)) for conflict in recorded)
    known = {conflict.path for conflict in recorded}
    return (*left, *(_committed(*found) for found in marked_files(project, lock, tree, known)))


def end(project: Path) -> Ended:
    """End an update whose conflicts are settled; while any is open, recorded or only committed, nothing changes.

    A conflict without markers is settled by this call: the file stays as the user has it. Raises ProjectError, and
    UpdateError where git has put back what the update changed.
    """
    pending = read_pending(project)
    if pending is not None:
        require_in_place(project)
    found = conflicts_now(project, read_lock(project), pending)
    still = tuple(left for left in found if left.is_open)
    if still or pending is None:
        return Ended(still, ())
    git_conflicts.settle(project, [conflict.path for conflict in pending.conflicts])
    clear_pending(project)
    return Ended((), found)


def require_ended(project: Path) -> None:
    """Raise UpdateError where conflicts of an earlier update are left, recorded or only committed; or ProjectError."""
    pending = read_pending(project)
    if pending is not None:
        require_in_place(project)
        count = len(pending.conflicts)
        hint = "scaffold status shows them; then scaffold update --continue, or --undo"
        raise UpdateError(f"the last update left {count} conflict{'s' * (count != 1)} to settle", hint)
    paths = [path for path, _ in marked_files(project, read_lock(project), WorkingTree(project))]
    if paths:
        shown = ", ".join(paths[:_SHOWN]) + (f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else "")
        hint = "scaffold status shows where; settle them in the files, and commit"
        raise UpdateError(f"an earlier update's conflicts are still marked in: {shown}", hint)


def require_in_place(project: Path) -> None:
    """Raise UpdateError where git has put back what an update with conflicts changed, so that it cannot be ended."""
    if not is_in_place(project):
        message = f"the last update no longer stands: {state.LOCK} is not as it left it, but as git has it elsewhere"
        hint = (
            "after git reset, or for good on another branch: scaffold update --undo clears what is left of the update; "
            "after git stash or git switch: bring it back, then scaffold update --continue"
        )
        raise UpdateError(message, hint)


def go_back(project: Path) -> Undone:
    """Undo the last update, in git's index too, now or with the next command; raises ProjectError."""
    with holding(project, "update --undo"):
        recover(project)
        git_conflicts.note_way_back(project)
        before = _history(project)
        done = undo(project)
        after = {revision.id for revision in _history(project)}
        with suppress(ProjectError):  # all is back; git's index, such as one that an editor has locked, follows later
            git_conflicts.catch_up(project)
        gone = (revision for revision in before if revision.parents and revision.id not in after)
        return done._replace(revisions=tuple(gone))


def _history(project: Path) -> tuple[Revision, ...]:
    """Return what a project's lock says of its data; nothing, where it cannot be read."""
    with suppress(ProjectError):
        return read_lock(project).history
    return ()


def _left(tree: WorkingTree, conflict: PendingConflict, former: str | None) -> ConflictStatus:
    entry = tree.entry(conflict.path)
    if not conflict.markers or entry is None or entry.kind != "file":
        return ConflictStatus(conflict, (), stands=entry is not None)
    if digest(entry.content) == former:
        return ConflictStatus(conflict, (), as_before=True)
    regions = open_regions(entry.content, Labels())
    return ConflictStatus(conflict, regions, None if regions else parse_problem(conflict.path, entry.content))


def _committed(path: str, regions: tuple[Region, ...]) -> ConflictStatus:
    conflict = PendingConflict(path, "lines", "the markers of a conflict were committed", markers=True)
    return ConflictStatus(conflict, regions, committed=True)
