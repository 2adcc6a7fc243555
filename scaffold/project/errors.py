"""What creating a project can refuse."""

import errno
from pathlib import Path

_WORDS = {
    errno.ENOSPC: ("the disk is full", "free some space, or choose another disk with --output"),
    errno.EDQUOT: ("your disk quota is used up", "free some space, or choose another disk with --output"),
    errno.EFBIG: ("a file would be larger than is allowed here", "raise the limit (ulimit -f)"),
    errno.EACCES: ("you may not write there", "choose another folder with --output"),
    errno.EPERM: ("you may not write there", "choose another folder with --output"),
    errno.EROFS: ("the file system is read-only", "choose another folder with --output"),
    errno.ENAMETOOLONG: ("the path is too long for this file system", "choose a folder with a shorter path"),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "choose another folder with --output"),
    errno.ELOOP: ("a part of the path is a link that leads back to itself", "choose another folder with --output"),
    errno.ENOTEMPTY: ("something else was put there meanwhile", "look at the folder, then run the command again"),
    errno.EEXIST: ("something else was put there meanwhile", "look at the folder, then run the command again"),
    errno.EMFILE: ("too many files are open", "raise the limit (ulimit -n)"),
    errno.EIO: ("the disk reports an error", "check the disk, or choose another with --output"),
}


class ProjectError(Exception):
    """A project cannot be written: which path, what is wrong, and what to do. Nothing was left behind."""

    def __init__(self, path: Path, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" + (f"\n  hint: {self.hint}" if self.hint else "")

    def to_json(self) -> dict[str, object]:
        """Return the parts for `--json`."""
        return {"severity": "error", "source": str(self.path), "message": self.message, "hint": self.hint}


def from_os_error(error: OSError, path: Path) -> ProjectError:
    """Say in plain words why the operating system refused."""
    other = (error.strerror or str(error), "choose another folder with --output")
    message, hint = _WORDS.get(error.errno or 0, other)
    return ProjectError(path, f"cannot write: {message}", hint)
