"""Plain files, read where anything may stand in their place: a pipe would block for ever, a device never end."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class NotPlainError(OSError):
    """What stands there is no plain file."""


def open_plain(path: Path) -> BinaryIO:
    """Open a file to read it; raises OSError, which is NotPlainError for a folder, a pipe or a device."""
    handle = os.open(path, _READ)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotPlainError(errno.EINVAL, "it is no plain file", str(path))
    return os.fdopen(handle, "rb")
