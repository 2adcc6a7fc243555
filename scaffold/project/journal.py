"""A change of a project, written down before it is begun, so that what a killed run left can be told and finished."""

import json
from pathlib import Path
from typing import Literal, NamedTuple

from scaffold.project.errors import ProjectError, refused

FORMAT = 1

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


def journal_text(journal: Journal) -> bytes:
    """Return a journal as JSON."""
    return json.dumps({"format": FORMAT, **journal._asdict()}, separators=(",", ":")).encode()


def read_journal(path: Path) -> Journal | None:
    """Read a journal; None: there is none. Raises ProjectError where it cannot be understood."""
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise refused(error, path, "read") from error
    except ValueError as error:
        raise _damaged(path, str(error)) from error
    try:
        if data["format"] != FORMAT:
            raise _damaged(path, "it is of another version of scaffold")
        moves = {name: tuple(_move(each) for each in data[name]) for name in ("take", "put")}
        folders = {name: tuple(Folder(str(each[0]), _number(each[1])) for each in data[name]) for name in _FOLDERS}
        command: Command = {"update": "update", "undo": "undo", "record": "record"}[data["command"]]  # type: ignore[assignment]
        return Journal(command, moves["take"], folders["drop"], folders["make"], moves["put"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise _damaged(path, f"{error!r}") from error


_FOLDERS = ("drop", "make")


def _move(data: list[str]) -> Move:
    source, target, digest = map(str, data)
    for path in (source, target):
        if path.startswith("/") or ".." in path.split("/"):
            raise ValueError(path)
    return Move(source, target, digest)


def _number(value: object) -> int | None:
    if value is not None and not isinstance(value, int):
        raise ValueError(value)
    return value


def _damaged(path: Path, why: str) -> ProjectError:
    hint = "look at .scaffold/stage and .scaffold/undo, which hold the files; then delete the journal"
    return ProjectError(path, f"is damaged: {why}", hint)
