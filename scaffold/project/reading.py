"""The files in `.scaffold/`, which may come from anybody: read if they are plain files, and not too large."""

import stat
from pathlib import Path

from scaffold.project import seal
from scaffold.project.disk import NotPlainError, Root
from scaffold.project.errors import ProjectError, refused

MOST = 64 << 20
"""Bytes that such a file may have; the lock of 10,000 files has a thirtieth of it."""


def read_state(project: Path, path: str, most: int = MOST) -> bytes | None:
    """Return the content of a file of a project's state; None: there is none.

    Raises ProjectError where something else stands there, the file is too large, or the system refuses.
    """
    place = project / path
    try:
        root = Root(project)
        _require_file(root, path, project)
        content = root.read(path, most + 1)
    except FileNotFoundError:
        return None
    except NotPlainError:
        raise _no_file(place, "something else than a file") from None
    except OSError as error:
        raise refused(error, place, "read") from error
    if len(content) > most:
        raise ProjectError(place, f"is larger than {most >> 20} MB", _hint(place))
    return content


def read_sealed(project: Path, path: str, what: str | None = None, hint: str | None = None) -> bytes | None:
    """Return a record that this user's scaffold sealed on this machine; None: there is none.

    `what` says what it is for, if not its path. Raises ProjectError for another record, and what `read_state` raises.
    """
    content = read_state(project, path)
    try:
        return None if content is None else seal.opened(what or path, content)
    except seal.ForeignError:
        message = "was not written by you on this machine, so nothing of it is believed"
        raise ProjectError(project / path, message, hint or f"look at it, and delete {path}") from None


def _require_file(root: Root, path: str, project: Path) -> None:
    """Say what stands there instead, as the system's own words for it do not help."""
    parts = path.split("/")
    for count in range(1, len(parts) + 1):
        part = "/".join(parts[:count])
        found = root.status(part)
        kind = None if found is None else _wrong_kind(found.st_mode, inner=count < len(parts))
        if kind is not None:
            raise _no_file(project / part, kind)


def _wrong_kind(mode: int, *, inner: bool) -> str | None:
    if stat.S_ISLNK(mode):
        return "a link"
    if stat.S_ISDIR(mode):
        return None if inner else "a folder"
    if stat.S_ISREG(mode):
        return "a file" if inner else None
    return "a pipe or a device"


def _no_file(place: Path, kind: str) -> ProjectError:
    return ProjectError(place, f"is {kind}, where scaffold keeps something of its own", _hint(place))


def _hint(place: Path) -> str:
    return f"take {place.name} away, and restore it from git if it belongs there; then run the command again"
