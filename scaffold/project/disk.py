"""Every call that changes a project on disk. All of `create`, `apply`, `undo` and `recover` goes through these.

Each is one change, or leaves what a second call of the same kind can tell from a whole one. All raise OSError.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Iterable
from typing import NamedTuple

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_NO_SYNC = {errno.EINVAL, errno.EBADF, errno.ENOTSUP}
"""What file systems answer that know no fsync, mostly of a folder."""

_NO_FOLDER = {errno.EACCES, errno.EISDIR, errno.EINVAL, errno.ENOTSUP, errno.ENOENT, errno.ENOTDIR}
"""What systems answer that cannot open a folder, and where there is none."""

_OPEN_AT_ONCE = 64
_THREADS = 16
"""Threads that wait for the disk: file systems write what many wait for at once."""


class Written(NamedTuple):
    """A file to write. `exact`: its permissions are just these; else what umask leaves of them."""

    path: str
    content: bytes
    permissions: int
    exact: bool = False


def write_all(files: Iterable[Written]) -> None:
    """Write files that must not exist, and wait until the disk has them."""
    waiting: list[int] = []
    try:
        for file in files:
            waiting.append(_write_new(file))
            if len(waiting) == _OPEN_AT_ONCE:
                _sync_and_close(waiting)
    finally:
        _sync_and_close(waiting)


def write_unsynced(file: Written) -> None:
    """Write a file that must not exist, and leave it to the system when the disk has it."""
    os.close(_write_new(file))


def _write_new(file: Written) -> int:
    out = os.open(file.path, _NEW, file.permissions)
    try:
        rest = memoryview(file.content)
        while rest:
            rest = rest[os.write(out, rest) :]
        if file.exact and stat.S_IMODE(os.fstat(out).st_mode) != file.permissions:
            set_permissions(file.path, file.permissions)
    except BaseException:
        os.close(out)
        raise
    return out


def _sync_and_close(descriptors: list[int]) -> None:
    try:
        if len(descriptors) > 1:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(min(_THREADS, len(descriptors))) as pool:
                list(pool.map(_sync, descriptors))
        else:
            for each in descriptors:
                _sync(each)
    finally:
        for each in descriptors:
            os.close(each)
        descriptors.clear()


def _sync(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


def write_whole(path: str, content: bytes, part: str) -> None:
    """Write or replace a file so that it is there either not at all, as before, or whole, whatever happens.

    `part` is a free place on the same disk, where it is written first.
    """
    write_all([Written(part, content, 0o666)])
    os.replace(part, path)  # noqa: PTH105
    sync_folders([os.path.dirname(path)])  # noqa: PTH120


def open_note(path: str) -> int:
    """Open a file to which a process writes that it is at work, making it; return its descriptor."""
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)


def write_note(handle: int, content: bytes) -> None:
    """Replace what such a file says."""
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, content)


def sync_folders(paths: Iterable[str]) -> None:
    """Wait until the disk has the entries of folders, on systems that can; those that are gone are left out."""
    waiting: list[int] = []
    try:
        for path in paths:
            handle = _open_folder(path)
            if handle is not None:
                waiting.append(handle)
            if len(waiting) == _OPEN_AT_ONCE:
                _sync_and_close(waiting)
    finally:
        _sync_and_close(waiting)


def _open_folder(path: str) -> int | None:
    try:
        return os.open(path, os.O_RDONLY)
    except OSError as error:
        if error.errno in _NO_FOLDER:
            return None
        raise


def move(source: str, target: str) -> None:
    """Move a file or link to where nothing stands."""
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target)
    os.rename(source, target)  # noqa: PTH104


def set_permissions(path: str, permissions: int) -> None:
    """Set a file's or folder's permissions exactly."""
    os.chmod(path, permissions)  # noqa: PTH101


def make_folder(path: str, permissions: int | None = None) -> None:
    """Make a folder, if it is not there; its permissions are what umask leaves, or exact."""
    try:
        os.mkdir(path)  # noqa: PTH102
    except FileExistsError:
        if not is_folder(path):
            raise
        return
    if permissions is not None:
        set_permissions(path, permissions)


def make_folders(path: str) -> None:
    """Make a folder and those above it."""
    if not is_folder(path):
        make_folders(os.path.dirname(path))  # noqa: PTH120
        make_folder(path)


def is_folder(path: str) -> bool:
    """Say whether a folder, not a link to one, stands at a path."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def drop_folder(path: str) -> None:
    """Remove a folder if it is there and empty."""
    try:
        os.rmdir(path)  # noqa: PTH106
    except OSError as error:
        if error.errno not in {errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}:
            raise


def drop_file(path: str) -> None:
    """Remove a file or link if it is there."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108


def drop_tree(path: str) -> None:
    """Remove a folder and all in it, if it is there; links are removed, not followed."""
    try:
        entries = list(os.scandir(path))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            drop_tree(entry.path)
        else:
            drop_file(entry.path)
    drop_folder(path)
