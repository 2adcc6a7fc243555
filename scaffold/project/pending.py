"""`.scaffold/pending.toml`: the conflicts that the last update left."""

from pathlib import Path
from typing import Any

from scaffold import toml_text
from scaffold.project import disk, state, toml, transaction
from scaffold.project.confining import path_fault
from scaffold.project.errors import ProjectError
from scaffold.project.holding import holding
from scaffold.project.model import Pending, PendingConflict
from scaffold.project.reading import read_state
from scaffold.project.recovering import recover

_HEAD = "# Conflicts that an update left; `scaffold update --continue` ends it, `--undo` goes back.\n"


def read_pending(project: Path) -> Pending | None:
    """Read which conflicts are left; None: no update is waiting. Raises ProjectError where that cannot be read."""
    path = project / state.PENDING
    try:
        text = read_state(project, state.PENDING)
        if text is None:
            return None
        table = toml_text.loads(text.decode("utf-8"))
        return Pending(_text(table["scaffold"]), tuple(_conflict(each) for each in table.get("conflicts", [])))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        hint = "go back with: scaffold update --undo; or settle the conflicts, delete the file, and go on"
        raise ProjectError(path, f"is damaged: {error}", hint) from error


def clear_pending(project: Path) -> None:
    """Write down that no conflict is left; the templates' versions beside the files go. Raises ProjectError.

    `undo` still goes back to before the update, and what git's index held then stays for that.
    """
    with holding(project), transaction.refusing(project):
        recover(project)
        root = disk.Root(project)
        root.drop_file(state.PENDING)
        root.drop_tree(state.THEIRS)


def pending_text(pending: Pending) -> bytes:
    """Return the file's text."""
    parts = [_HEAD, f"scaffold = {toml.text(pending.scaffold)}\n"]
    for conflict in pending.conflicts:
        data = {name: value for name, value in conflict._asdict().items() if value is not None}
        parts.append(f"\n{toml.table('conflicts', data)}")
    return "".join(parts).encode()


def _conflict(data: dict[str, Any]) -> PendingConflict:
    theirs = data.get("theirs")
    return PendingConflict(
        _path(data["path"]),
        _text(data["kind"]),
        _text(data["reason"]),
        data.get("markers") is True,
        None if theirs is None else _path(theirs),
    )


def _path(value: object) -> str:
    path = _text(value)
    if fault := path_fault(path):
        raise ValueError(fault)
    return path


def _text(value: object) -> str:
    if not isinstance(value, str):
        message = f"{value!r} must be a text"
        raise TypeError(message)
    return value
