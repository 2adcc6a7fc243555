"""The texts of a pack, read so that none of them is more than a person writes."""

import errno
from pathlib import Path

from scaffold.plain_files import open_plain

MAX_MANIFEST = 256 * 1024
"""Bytes of a manifest, or another file beside it that a person writes; the largest of ours has 9 KB."""

MAX_LOCK = 4 * 1024 * 1024
"""Bytes of a lock."""


def read_text(file: Path, most: int = MAX_MANIFEST) -> str:
    """Return a file's text; raises OSError for one that is larger or no plain file, and UnicodeDecodeError."""
    with open_plain(file) as opened:
        content = opened.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most >> 10} KB", str(file))
    return content.decode("utf-8")
