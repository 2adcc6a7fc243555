"""One command at a time: a lock that the system drops when its process ends, with a note of who holds it."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from scaffold.project import disk, state
from scaffold.project.errors import ProjectError, refused

try:
    import fcntl
except ImportError:  # not a POSIX system
    fcntl = None  # type: ignore[assignment]

_held: dict[str, int] = {}
"""How often this process holds which project."""


@contextlib.contextmanager
def holding(project: Path, command: str = "update") -> Iterator[None]:
    """Keep other processes from changing a project; within one process it may be taken again.

    Raises ProjectError that says who holds it, or that the project cannot be written. Where the system has no such
    locks (some network file systems), nothing is kept out.
    """
    real = os.path.realpath(project)
    if real in _held:
        _held[real] += 1
        try:
            yield
        finally:
            _held[real] -= 1
        return
    try:
        handle = _take(project, command)
    except OSError as error:
        raise refused(error, project) from error
    _held[real] = 1
    try:
        yield
    finally:
        del _held[real]
        with contextlib.suppress(OSError):
            disk.drop_file(str(project / state.HOLD))
        os.close(handle)


def _take(project: Path, command: str) -> int:
    path = str(project / state.HOLD)
    disk.make_folder(str(project / state.FOLDER))
    while True:
        handle = disk.open_note(path)
        try:
            _lock(handle, project)
            if _stands_at(handle, path):
                note = f"pid {os.getpid()}: scaffold {command}, since {time.strftime('%Y-%m-%d %H:%M:%S')}\n"
                disk.write_note(handle, note.encode())
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # its holder removed the file between our opening and locking it


def _lock(handle: int, project: Path) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise _busy(project, handle) from None
    except OSError:  # no locks on this file system
        return


def _stands_at(handle: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), Path(path).stat())
    except FileNotFoundError:
        return False


def _busy(project: Path, handle: int) -> ProjectError:
    note = os.pread(handle, 200, 0).decode("utf-8", "replace").strip()
    message = f"another command is changing this project ({note})" if note else "another command is changing it"
    return ProjectError(project, message, "wait until it has ended, then run the command again")
