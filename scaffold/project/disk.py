"""Every call that changes a project on disk. All of `create`, `apply`, `undo` and `recover` goes through these.

Each is one change, or leaves what a second call of the same kind can tell from a whole one. All raise OSError.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_PLAIN = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN
_NOTE = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | _PLAIN
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _PLAIN
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_STEP = _FOLDER | getattr(os, "O_PATH", 0)  # it needs no right to list the folder
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)

_CAN_STEP = {os.open, os.stat, os.mkdir, os.rmdir, os.unlink, os.rename, os.symlink} <= os.supports_dir_fd
"""Whether the system opens a name in a folder that is open; Windows does not."""

_NO_SYNC = {errno.EINVAL, errno.EBADF, errno.ENOTSUP}
"""What file systems answer that know no fsync, mostly of a folder."""

_NO_FOLDER = {errno.EACCES, errno.EISDIR, errno.EINVAL, errno.ENOTSUP, errno.ENOENT, errno.ENOTDIR, errno.ELOOP}
"""What systems answer that cannot open a folder, and where there is none."""

_NOTHING = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}
"""What systems answer where nothing stands, or only behind a link or a file."""

_OPEN_AT_ONCE = 64
_THREADS = 16
"""Threads that wait for the disk: file systems write what many wait for at once."""


class Written(NamedTuple):
    """A file to write. `exact`: its permissions are just these; else what umask leaves of them.

    `link`: it is a link, and the content its target.
    """

    path: str
    content: bytes
    permissions: int
    exact: bool = False
    link: bool = False


class NotPlainError(OSError):
    """What stands in the place of a file is none: a link, a folder, a pipe or a device."""


class Root:
    """A folder, and what is in it by paths with `/` from there.

    Each path is gone step by step, from an open folder into the next, and never through a link: also when somebody
    else puts one there meanwhile.
    """

    def __init__(self, folder: Path) -> None:
        self.path = os.fspath(folder)
        self._status = os.stat(self.path)  # noqa: PTH116

    def status(self, path: str) -> os.stat_result | None:
        """Return what the system knows of what stands at a path; None: nothing, or a parent is no folder."""
        try:
            with self._at(path) as (folder, name):
                return os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError as error:
            if error.errno in _NOTHING:
                return None
            raise

    def stands(self, path: str) -> bool:
        """Say whether anything stands at a path."""
        return self.status(path) is not None

    def is_folder(self, path: str) -> bool:
        """Say whether a folder, not a link to one, stands at a path."""
        found = self.status(path)
        return found is not None and stat.S_ISDIR(found.st_mode)

    def read(self, path: str, most: int | None = None) -> bytes:
        """Return a file's content, but no more bytes than `most`; raises NotPlainError for anything but a file."""
        with self._at(path) as (folder, name):
            before = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if not stat.S_ISREG(before.st_mode):  # opening a device can do something
                raise NotPlainError(errno.EINVAL, "is no file", f"{self.path}/{path}")
            with open(os.open(name, _READ, dir_fd=folder), "rb", buffering=0) as file:  # noqa: PTH123
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise NotPlainError(errno.EINVAL, "is no file", f"{self.path}/{path}")
                return file.readall() if most is None else _read(file.fileno(), most)

    def read_link(self, path: str) -> str:
        """Return a link's target."""
        with self._at(path) as (folder, name):
            return os.readlink(name, dir_fd=folder)

    def write_all(self, files: Iterable[Written]) -> None:
        """Write files that must not exist, and wait until the disk has them."""
        waiting: list[int] = []
        try:
            for file in files:
                with self._at(file.path) as (folder, name):
                    if file.link:
                        _link_new(name, file, folder)
                    else:
                        waiting.append(_write_new(name, file, folder))
                if len(waiting) == _OPEN_AT_ONCE:
                    _sync_and_close(waiting)
        finally:
            _sync_and_close(waiting)

    def write_unsynced(self, folder: str, files: Iterable[Written]) -> None:
        """Write files into a folder, where they must not exist; the system decides when the disk has them."""
        with self._at(f"{folder}/." if folder else ".") as (handle, place):
            for file in files:
                name = file.path.rpartition("/")[2]
                spot = name if handle is not None else f"{place}/{name}"
                if file.link:
                    _link_new(spot, file, handle)
                else:
                    os.close(_write_new(spot, file, handle))

    def write_whole(self, path: str, content: bytes, part: str) -> None:
        """Write or replace a file so that it is there either not at all, as before, or whole, whatever happens.

        `part` is a free place on the same disk, where it is written first.
        """
        self.write_all([Written(part, content, 0o666)])
        with self._between(part, path) as (source, old, target, new):
            os.replace(old, new, src_dir_fd=source, dst_dir_fd=target)
        self.sync_folders([path.rpartition("/")[0]])

    def open_note(self, path: str) -> int:
        """Open a file to which a process writes that it is at work, making it; return its descriptor."""
        with self._at(path) as (folder, name):
            handle = os.open(name, _NOTE, 0o666, dir_fd=folder)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise NotPlainError(errno.EINVAL, "is no file", f"{self.path}/{path}")
        return handle

    def sync_folders(self, paths: Iterable[str]) -> None:
        """Wait until the disk has the entries of folders, on systems that can; those that are gone are left out."""
        waiting: list[int] = []
        try:
            for path in paths:
                handle = self._open_to_sync(path)
                if handle is not None:
                    waiting.append(handle)
                if len(waiting) == _OPEN_AT_ONCE:
                    _sync_and_close(waiting)
        finally:
            _sync_and_close(waiting)

    def move(self, source: str, target: str) -> None:
        """Move a file, link or folder to where nothing stands."""
        with self._between(source, target) as (old_folder, old, new_folder, new):
            with contextlib.suppress(FileNotFoundError):
                os.stat(new, dir_fd=new_folder, follow_symlinks=False)
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            os.rename(old, new, src_dir_fd=old_folder, dst_dir_fd=new_folder)

    def make_folder(self, path: str, permissions: int | None = None) -> None:
        """Make a folder, if it is not there; its permissions are what umask leaves, or exact."""
        with self._at(path) as (folder, name):
            try:
                os.mkdir(name, dir_fd=folder)
            except FileExistsError:
                if not self.is_folder(path):
                    raise
                return
            if permissions is not None:
                _set_permissions(name, permissions, folder)

    def make_folders(self, path: str) -> None:
        """Make a folder and those above it."""
        if path and not self.is_folder(path):
            self.make_folders(path.rpartition("/")[0])
            self.make_folder(path)

    def drop_folder(self, path: str) -> None:
        """Remove a folder if it is there and empty."""
        try:
            with self._at(path) as (folder, name):
                os.rmdir(name, dir_fd=folder)
        except OSError as error:
            if error.errno not in {*_NOTHING, errno.ENOTEMPTY, errno.EEXIST}:
                raise

    def drop_file(self, path: str) -> None:
        """Remove a file or link if it is there."""
        try:
            with self._at(path) as (folder, name):
                os.unlink(name, dir_fd=folder)
        except OSError as error:
            if error.errno not in _NOTHING:
                raise

    def drop_tree(self, path: str) -> None:
        """Remove a folder and all in it, or what else stands there; links are removed, not followed."""
        if not self.is_folder(path):
            self.drop_file(path)
            return
        number = 0
        while folders := self._drop_files(path):
            for folder in folders:  # what is in it moves up, so that no depth is too deep
                for inner in self._drop_files(folder):
                    number = self._next_free(path, number)
                    self.move(inner, f"{path}/{number}")
                self.drop_folder(folder)
        self.drop_folder(path)

    def entries(self, path: str) -> list[tuple[str, bool]]:
        """Return the names in a folder, each with whether it is a folder; nothing where none stands."""
        if not self.is_folder(path):
            return []
        with self._listed(path) as entries:
            return [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]

    def _drop_files(self, path: str) -> list[str]:
        """Remove the files and links in a folder, and return the folders."""
        folders: list[str] = []
        for name, is_folder in self.entries(path):
            if is_folder:
                folders.append(f"{path}/{name}")
            else:
                self.drop_file(f"{path}/{name}")
        return folders

    def _next_free(self, path: str, number: int) -> int:
        number += 1
        while self.stands(f"{path}/{number}"):
            number += 1
        return number

    @contextlib.contextmanager
    def _listed(self, path: str) -> Iterator[Iterator["os.DirEntry[str]"]]:
        if not _CAN_STEP:
            with os.scandir(f"{self.path}/{path}") as entries:
                yield entries
            return
        with self._at(path) as (folder, name):
            handle = os.open(name, _FOLDER | _NO_FOLLOW, dir_fd=folder)
        try:
            with os.scandir(handle) as entries:
                yield entries
        finally:
            os.close(handle)

    def _open_to_sync(self, path: str) -> int | None:
        try:
            if not _CAN_STEP:
                return os.open(f"{self.path}/{path}", os.O_RDONLY)
            with self._at(f"{path}/." if path else ".") as (folder, name):
                return os.open(name, _FOLDER, dir_fd=folder)
        except OSError as error:
            if error.errno in _NO_FOLDER:
                return None
            raise

    @contextlib.contextmanager
    def _at(self, path: str) -> Iterator[tuple[int | None, str]]:
        """Give the open folder that holds a path, and its name there; without such, None and the whole path."""
        parents, _, name = path.rpartition("/")
        try:
            if not _CAN_STEP:
                self._require_folders(parents)
                yield None, f"{self.path}/{path}"
                return
            handle = self._step_into(parents)
            try:
                yield handle, name
            finally:
                os.close(handle)
        except OSError as error:
            if isinstance(error.filename, str) and not Path(error.filename).is_absolute():
                error.filename = f"{self.path}/{path}"
            raise

    @contextlib.contextmanager
    def _between(self, source: str, target: str) -> Iterator[tuple[int | None, str, int | None, str]]:
        """Give what `_at` gives for both ends of a move."""
        with self._at(source) as (old_folder, old), self._at(target) as (new_folder, new):
            try:
                yield old_folder, old, new_folder, new
            except OSError as error:
                error.filename, error.filename2 = f"{self.path}/{source}", f"{self.path}/{target}"
                raise

    def _step_into(self, folder: str) -> int:
        handle = os.open(self.path, _STEP)
        try:
            self._require_same(handle)
            for part in folder.split("/") if folder else ():
                above = handle
                handle = os.open(part, _STEP | _NO_FOLLOW, dir_fd=above)
                os.close(above)
        except BaseException:
            os.close(handle)
            raise
        return handle

    def _require_same(self, handle: int) -> None:
        if not os.path.samestat(os.fstat(handle), self._status):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), self.path)

    def _require_folders(self, folder: str) -> None:
        """Refuse a link on the way, on a system that cannot step."""
        place = os.path.realpath(self.path)
        for part in folder.split("/") if folder else ():
            place = os.path.join(place, part)  # noqa: PTH118
            if not stat.S_ISDIR(os.lstat(place).st_mode) or os.path.realpath(place) != place:
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), place)


def write_note(handle: int, content: bytes) -> None:
    """Replace what an open note says."""
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, content)


def _read(handle: int, most: int) -> bytes:
    parts: list[bytes] = []
    while most > 0 and (part := os.read(handle, min(most, 1 << 20))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _link_new(name: str, file: Written, folder: int | None) -> None:
    """Make a link; the disk has it with the folder's entries."""
    os.symlink(os.fsdecode(file.content), name, dir_fd=folder)


def _write_new(name: str, file: Written, folder: int | None) -> int:
    out = os.open(name, _NEW, file.permissions, dir_fd=folder)
    try:
        rest = memoryview(file.content)
        while rest:
            rest = rest[os.write(out, rest) :]
        if file.exact and stat.S_IMODE(os.fstat(out).st_mode) != file.permissions:
            _set_permissions_of(out, name, file.permissions)
    except BaseException:
        os.close(out)
        raise
    return out


def _set_permissions_of(handle: int, name: str, permissions: int) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(handle, permissions)
    else:
        os.chmod(name, permissions)  # noqa: PTH101


def _set_permissions(name: str, permissions: int, folder: int | None) -> None:
    """Set a folder's permissions exactly."""
    if folder is None:
        os.chmod(name, permissions)  # noqa: PTH101
        return
    handle = os.open(name, _FOLDER | _NO_FOLLOW, dir_fd=folder)
    try:
        os.fchmod(handle, permissions)
    finally:
        os.close(handle)


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
