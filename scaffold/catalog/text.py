"""The texts of a pack, read so that none of them is more than a person writes."""

import errno
import os
import stat
from pathlib import Path

MAX_MANIFEST = 256 * 1024
"""Bytes of a manifest, or another file beside it that a person writes; the largest of ours has 9 KB."""

MAX_LOCK = 4 * 1024 * 1024
"""Bytes of a lock."""


def read_text(file: Path, most: int = MAX_MANIFEST) -> str:
    """Return a file's text; raises OSError for one that is larger or no plain file, and UnicodeDecodeError."""
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no plain file", str(file))
        content = opened.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most >> 10} KB", str(file))
    return content.decode("utf-8")
