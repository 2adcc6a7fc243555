"""One command at a time: a lock that the system drops when its process ends, with a note of who holds it."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from scaffold.project import disk, state
from scaffold.project.errors import ProjectError, refused
from scaffold.project.trust import require_own

try:
    import fcntl
except ImportError:  # not a POSIX system
    fcntl = None  # type: ignore[assignment]

_held: dict[str, int] = {}
"""How often this process holds which project."""


@contextlib.contextmanager
def holding(project: Path, command: str = "update") -> Iterator[None]:
    """Keep other processes from changing a project; within one process it may be taken again.

    Raises ProjectError that says who holds it, or that the project cannot be written, or not by root. Where the system
    has no such locks (some network file systems), nothing is kept out.
    """
    real = os.path.realpath(project)
    if real in _held:
        _held[real] += 1
        try:
            yield
        finally:
            _held[real] -= 1
        return
    require_own(project)
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
            disk.Root(project).drop_file(state.HOLD)
        os.close(handle)


def refuse_busy(project: Path) -> None:
    """Refuse to look at a project that another process is changing; nothing is written. Raises ProjectError."""
    if fcntl is None or os.path.realpath(project) in _held:
        return
    try:
        handle = os.open(project / state.HOLD, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        raise _busy(project, handle) from None
    except OSError:
        return
    finally:
        os.close(handle)


def _take(project: Path, command: str) -> int:
    root = disk.Root(project)
    root.make_folder(state.FOLDER)
    while True:
        handle = root.open_note(state.HOLD)
        try:
            _lock(handle, project)
            if _stands(handle, root):
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


def _stands(handle: int, root: disk.Root) -> bool:
    found = root.status(state.HOLD)
    return found is not None and os.path.samestat(os.fstat(handle), found)


def _busy(project: Path, handle: int) -> ProjectError:
    note = os.pread(handle, 200, 0).decode("utf-8", "replace").strip()
    message = f"another command is changing this project ({note})" if note else "another command is changing it"
    return ProjectError(project, message, "wait until it has ended, then run the command again")
