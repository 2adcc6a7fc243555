"""A change of a project, written down before it is begun, so that what a killed run left can be told and finished."""

import json
from pathlib import Path
from typing import Literal, NamedTuple

from scaffold.project import state
from scaffold.project.confining import path_fault
from scaffold.project.errors import ProjectError
from scaffold.project.reading import read_sealed
from scaffold.project.seal import sealed

FORMAT = 2

Command = Literal["update", "undo", "record"]


class Move(NamedTuple):
    """A file or link that is moved. Paths are from the project's folder.

    `digest` is that of what is moved (a link's target), so that what was changed since is noticed.
    """

    source: str
    target: str
    digest: str


class Folder(NamedTuple):
    """A folder, with its permissions where they are known."""

    path: str
    permissions: int | None


class Journal(NamedTuple):
    """A change: first files are taken away, then folders dropped and made, then files put in place.

    A move is done when nothing stands at its source's place in `.scaffold/` (put) or something at its target's (taken),
    so that the disk itself tells how far a run came. `drop` (deepest first) are removed if they are empty then; `make`
    (parents first) did not exist.
    """

    command: Command
    take: tuple[Move, ...]
    drop: tuple[Folder, ...]
    make: tuple[Folder, ...]
    put: tuple[Move, ...]


def journal_text(journal: Journal, place: str) -> bytes:
    """Return a journal as it stands at a place, sealed."""
    return sealed(place, json.dumps({"format": FORMAT, **journal._asdict()}, separators=(",", ":")).encode())


def read_journal(project: Path, place: str) -> Journal | None:
    """Read a journal; None: there is none.

    Raises ProjectError where it was not written on this machine by this user, cannot be understood, or leads out of
    the project.
    """
    text = read_sealed(project, place, hint=_FOREIGN[place])
    if text is None:
        return None
    path = project / place
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise _damaged(path, "it is of another version of scaffold")
        moves = {name: tuple(_move(each) for each in data[name]) for name in ("take", "put")}
        folders = {name: tuple(_folder(each) for each in data[name]) for name in ("drop", "make")}
        command: Command = {"update": "update", "undo": "undo", "record": "record"}[data["command"]]  # type: ignore[assignment]
        return Journal(command, moves["take"], folders["drop"], folders["make"], moves["put"])
    except (KeyError, TypeError, ValueError, IndexError, RecursionError) as error:
        raise _damaged(path, f"{error!r}") from error


_FOREIGN = {
    state.JOURNAL: (
        "an update that was interrupted on another machine ends there; else look into .scaffold, and delete "
        "journal.json and stage there: what the project's files should be, git knows"
    ),
    state.UNDO_JOURNAL: "undo the update where it was made, or go back by git; .scaffold/undo can be deleted",
}


def _move(data: list[str]) -> Move:
    source, target, digest = map(str, data)
    return Move(_confined(source), _confined(target), digest)


def _folder(data: list[object]) -> Folder:
    path, permissions = data
    return Folder(_confined(str(path)), _number(permissions))


def _confined(path: str) -> str:
    fault = path_fault(path)
    if fault:
        raise ValueError(fault)
    return path


def _number(value: object) -> int | None:
    if value is not None and not isinstance(value, int):
        raise ValueError(value)
    return value


def _damaged(path: Path, why: str) -> ProjectError:
    hint = "look at .scaffold/stage and .scaffold/undo, which hold the files; then delete the journal"
    return ProjectError(path, f"is damaged: {why}", hint)
