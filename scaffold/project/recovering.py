"""`recover`: a change that a killed run left is finished, or taken back."""

from collections.abc import Container
from pathlib import Path
from typing import Literal, NamedTuple

from scaffold.project import disk, state, transaction
from scaffold.project.errors import ProjectError
from scaffold.project.holding import holding, refuse_busy
from scaffold.project.journal import Journal, Move, read_journal
from scaffold.project.snapshot import WorkingTree


class Recovery(NamedTuple):
    """What was found and done, and where in `.scaffold/undone/` files are that a person changed meanwhile.

    `nothing`: there was nothing to do. `finished`: the change is whole now. `undone`: the project is as before it.
    """

    outcome: Literal["nothing", "finished", "undone"]
    command: str | None = None
    kept: tuple[str, ...] = ()


def recover(project: Path) -> Recovery:
    """End what a killed run left; every command that writes a project begins with it.

    A change that was begun is finished; where a person has changed its files since, so that it cannot be, it is taken
    back. One that was not begun is forgotten. Raises ProjectError: another command is at work, the journal is damaged,
    was not written here, or the system refuses; and may be called again then.
    """
    with transaction.refusing(project):
        root = disk.Root(project)
        if not root.stands(state.JOURNAL) and not root.stands(state.STAGE):
            return Recovery("nothing")
    with holding(project, "recovery of a killed run"), transaction.refusing(project):
        journal = read_journal(project, state.JOURNAL)
        if journal is None:
            transaction.forget(project)
            return Recovery("nothing")
        return _end(project, journal)


def require_whole(project: Path) -> None:
    """Refuse to look at a project in the midst of a change, which is not ended here: nothing is written.

    Raises ProjectError, also where the journal was not written here.
    """
    with transaction.refusing(project):
        if not disk.Root(project).stands(state.JOURNAL):
            return
    refuse_busy(project)
    journal = read_journal(project, state.JOURNAL)
    if journal is not None and not transaction.is_ended(project, journal):
        message = f"holds a scaffold {journal.command} that was interrupted, so that it is neither old nor new"
        raise ProjectError(project, message, "run: scaffold repair; it ends it")


def _end(project: Path, journal: Journal) -> Recovery:
    if transaction.is_ended(project, journal):
        transaction.forget(project)
        return Recovery("finished", journal.command)
    _require_folders(project, journal)
    if not _can_go_on(disk.Root(project), journal):
        return Recovery("undone", journal.command, tuple(transaction.go_back(project, journal)))
    try:
        transaction.go_forward(project, journal, {})
    except OSError:
        return Recovery("undone", journal.command, tuple(transaction.go_back(project, journal)))
    transaction.end(project, journal)
    return Recovery("finished", journal.command)


def _require_folders(project: Path, journal: Journal) -> None:
    """Refuse to move anything through a link that was put in the place of a folder."""
    tree = WorkingTree(project)
    own = {move.source for move in journal.take} | {move.target for move in journal.put}
    for path in own:
        parent = tree.blocked(path)
        if parent is not None and parent not in own:
            message = f"holds a change that was broken off, and {parent}, which it needs, is no folder any more"
            raise ProjectError(project, message, f"make {parent} a folder again, then run the command again")


def _can_go_on(root: disk.Root, journal: Journal) -> bool:
    """Say whether all that is still to be taken or put can be, as it was, without losing what a person did since."""
    leaving: set[str] = set()
    for move in journal.take:
        if not root.stands(move.target):
            leaving.add(move.source)
            if not root.stands(move.source) or not transaction.is_unchanged(root, move.source, move.digest):
                return False
    return all(_can_be_put(root, move, leaving) for move in journal.put if root.stands(move.source))


def _can_be_put(root: disk.Root, move: Move, leaving: Container[str]) -> bool:
    if transaction.content_digest(root, move.source) != move.digest:
        return False
    return move.target in leaving or not root.stands(move.target) or root.is_folder(move.target)
