"""Whether a living process works in a folder: an advisory lock that the system drops when the process ends."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # not a POSIX system: only age tells
    _MAX_AGE = 3600.0

    @contextlib.contextmanager
    def held(folder: Path) -> Iterator[None]:  # noqa: ARG001
        """Work in a folder."""
        yield

    def is_held(folder: Path) -> bool:
        """Say whether a process may still work in a folder: whether it was touched in the last hour."""
        with contextlib.suppress(OSError):
            return time.time() - folder.stat().st_mtime < _MAX_AGE
        return True

else:

    @contextlib.contextmanager
    def held(folder: Path) -> Iterator[None]:
        """Hold a folder's lock."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):  # some network file systems have no locks
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            os.close(handle)

    def is_held(folder: Path) -> bool:
        """Say whether a process holds a folder's lock, or may."""
        try:
            handle = os.open(folder, os.O_RDONLY)
        except OSError:
            return True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(handle)
        return False
