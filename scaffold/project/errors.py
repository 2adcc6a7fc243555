"""What working on a project's folder can refuse."""

import errno
import shlex
from pathlib import Path
from typing import Literal

from scaffold.errors import ScaffoldError

_ELSEWHERE = "choose another folder with --output"
_CAUSES = {
    errno.ENOSPC: ("the disk is full", "free some space"),
    errno.EDQUOT: ("your disk quota is used up", "free some space"),
    errno.EFBIG: ("a file would be larger than is allowed here", "raise the limit (ulimit -f)"),
    errno.EACCES: ("you may not write there", None),
    errno.EPERM: ("you may not write there", None),
    errno.EROFS: ("the file system is read-only", None),
    errno.ENAMETOOLONG: ("the path is too long for this file system", None),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", None),
    errno.ELOOP: ("a part of the path is a link that leads back to itself", None),
    errno.ENOTEMPTY: ("something else was put there meanwhile", "look at the folder"),
    errno.EEXIST: ("something else was put there meanwhile", "look at the folder"),
    errno.ENOENT: ("it was taken away meanwhile", "look at the folder"),
    errno.EMFILE: ("too many files are open", "raise the limit (ulimit -n)"),
    errno.EXDEV: ("it is on another disk than the project's .scaffold folder", "keep a project on one disk"),
    errno.EBUSY: ("another program uses it", "end that program"),
    errno.ETXTBSY: ("another program runs it", "end that program"),
    errno.EIO: ("the disk reports an error", "check the disk"),
}
_NEW = {
    errno.ENOSPC: "free some space, or choose another disk with --output",
    errno.EDQUOT: "free some space, or choose another disk with --output",
    errno.EFBIG: "raise the limit (ulimit -f)",
    errno.ENAMETOOLONG: "choose a folder with a shorter path",
    errno.ENOTEMPTY: "look at the folder, then run the command again",
    errno.EEXIST: "look at the folder, then run the command again",
    errno.EMFILE: "raise the limit (ulimit -n)",
    errno.EIO: "check the disk, or choose another with --output",
}
"""Hints where the folder can still be chosen."""

_FORBIDDEN = {errno.EACCES, errno.EPERM}
_STATE = "/.scaffold/"


class ProjectError(ScaffoldError):
    """A project cannot be read or written: which path, what is wrong, and what to do. Nothing was left behind."""

    def __init__(self, path: Path, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {super().__str__()}"

    def to_json(self) -> list[dict[str, object]]:
        """Return its parts, with the path."""
        return [{"source": str(self.path), **finding} for finding in super().to_json()]


class NewerError(ProjectError):
    """A newer scaffold wrote the project's state, which this one could not read whole."""


def from_os_error(error: OSError, path: Path) -> ProjectError:
    """Say in plain words why the operating system refused a new project."""
    number = error.errno or 0
    message = _CAUSES[number][0] if number in _CAUSES else error.strerror or str(error)
    return ProjectError(path, f"cannot write: {message}", _NEW.get(number, _ELSEWHERE))


def refused(error: OSError, project: Path, doing: Literal["read", "write"] = "write") -> ProjectError:
    """Say in plain words why the operating system refused to read or change a part of a project that exists."""
    given = [name for name in (error.filename2, error.filename) if isinstance(name, str)]
    names = [name for name in given if _STATE not in name]
    if doing == "write" and given and not names and error.errno in _FORBIDDEN:
        return _closed_state(Path(given[0].partition(_STATE)[0], ".scaffold"))
    place = Path(names[0]) if names else project
    message, hint = _CAUSES.get(error.errno or 0, (error.strerror or str(error), None))
    if doing == "read" and error.errno in _FORBIDDEN:
        message = "you may not read it"
    hint = hint or "look at the permissions and the disk"
    return ProjectError(place, f"cannot {doing}: {message}", f"{hint}, then run the command again")


def _closed_state(folder: Path) -> ProjectError:
    hint = f"allow yourself to (chmod -R u+rwX {shlex.quote(str(folder))}), then run the command again"
    return ProjectError(
        folder, "cannot write: you may not write in this folder, where scaffold keeps its records", hint
    )
