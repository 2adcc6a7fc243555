"""`apply`: a plan's changes, with the lock and the baseline that belong to them, all or nothing."""

from collections.abc import Mapping
from pathlib import Path

from scaffold.project import checking, disk, state, transaction
from scaffold.project.change import Change
from scaffold.project.holding import holding
from scaffold.project.journal import Command
from scaffold.project.model import Entry, Lock, NewFile, Pending
from scaffold.project.pending import pending_text
from scaffold.project.recovering import recover
from scaffold.project.snapshot import WorkingTree
from scaffold.project.tracking import state_files


def apply(  # noqa: PLR0913
    project: Path,
    changes: Mapping[str, NewFile | None],
    expected: Mapping[str, Entry | None],
    *,
    lock: Lock,
    baseline: bytes,
    pending: Pending | None,
) -> None:
    """Change a project's files, its lock and its baseline, all or nothing; `undo` takes it back.

    `changes` are what shall stand at each path (None: nothing), and `expected` what stood there when they were worked
    out; a path of the changes that is not in it must be free. Of a file that is replaced, the permissions stay but for
    execution. Nothing is touched where nothing changes. The changes may put files into `.scaffold/` (`theirs/`,
    `index`), whatever stands there; those of an earlier update go.

    Raises ProjectError, and then, as after any other exception, all is as it was; a run that is killed is finished by
    `recover`.
    """
    wanted: dict[str, NewFile | None] = {state.INDEX: None}
    with transaction.refusing(project):
        if disk.Root(project).is_folder(state.THEIRS):
            wanted |= dict.fromkeys(checking.files_below(project / state.THEIRS, state.THEIRS))
    wanted |= changes
    wanted |= state_files(lock, baseline)
    wanted[state.PENDING] = None if pending is None else NewFile(pending_text(pending), 0o644)
    known = dict.fromkeys(changes) | dict(expected)
    _change(project, "update", wanted, {path: entry for path, entry in known.items() if not state.is_state(path)})


def record(project: Path, *, lock: Lock, baseline: bytes) -> None:
    """Write a project's lock and baseline, both or none, and no other file; `undo` is not concerned.

    Raises ProjectError, and then all is as it was.
    """
    _change(project, "record", state_files(lock, baseline), {})


def _change(
    project: Path, command: Command, wanted: Mapping[str, NewFile | None], expected: Mapping[str, Entry | None]
) -> None:
    with holding(project, command), transaction.refusing(project):
        recover(project)
        change = Change(project, WorkingTree(project), wanted)
        change.check(expected)
        if change.wanted:
            journal = change.journal(command)
            transaction.begin(project, journal, change.staged(journal))
            transaction.carry_out(project, journal, change.stamps)
