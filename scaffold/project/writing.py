"""A rendered tree on disk."""

import errno
import os
from collections.abc import Mapping
from pathlib import Path

from scaffold.project.model import NewFile

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

_NO_FOLDER_SYNC = {errno.EINVAL, errno.EBADF, errno.ENOTSUP}
"""What file systems answer that know no fsync of a folder."""


def write_files(folder: Path, files: Mapping[str, NewFile]) -> None:
    """Write files by their paths into a new folder; raises OSError.

    It does not wait for the disk: after a loss of power the same command makes the same files again, and waiting costs
    more than all the rest.
    """
    root = str(folder)
    made = {""}
    folder.mkdir(exist_ok=True)
    for path, file in files.items():
        _make_folders(root, path.rpartition("/")[0], made)
        _write(f"{root}/{path}", file)


def _make_folders(root: str, path: str, made: set[str]) -> None:
    if path not in made:
        _make_folders(root, path.rpartition("/")[0], made)
        os.mkdir(f"{root}/{path}")  # noqa: PTH102  one of hundreds
        made.add(path)


def _write(path: str, file: NewFile) -> None:
    mode = 0o777 if file.mode & 0o100 else 0o666  # the user's umask takes away what it takes away
    out = os.open(path, _FLAGS, mode)
    try:
        rest = memoryview(file.content)
        while rest:
            rest = rest[os.write(out, rest) :]
    finally:
        os.close(out)


def sync_file(path: Path) -> None:
    """Wait until the disk has a file; raises OSError."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: str | Path) -> None:
    """Wait until the disk has a folder's entries, on systems that can."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:  # where folders cannot be opened
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(handle)
