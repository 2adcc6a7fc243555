"""A loaded catalogue kept between runs, so that a start need not read some sixty manifests.

The cache holds JSON, never code. One that is missing, stale, damaged or not writable is no error: the manifests are
read again.
"""

import contextlib
import json
import os
import sys
import zlib
from pathlib import Path

from scaffold import __version__
from scaffold.catalog.codec import from_plain, to_plain
from scaffold.catalog.model import Catalog
from scaffold.catalog.private import make_private, private_folder, read_own
from scaffold.user_folders import CACHE, user_folder

_FORMAT = 1
_fault: str | None = None


def cache_folder() -> Path | None:
    """Give the folder for scaffold's caches: `SCAFFOLD_CACHE_DIR`, else the user's own cache folder.

    On Linux that follows the XDG base directory rules. None when there is no home folder to put it in, and when others
    could write there, which `distrusted` tells. The folder may not exist yet.
    """
    global _fault
    named = user_folder(CACHE)
    folder, _fault = private_folder(named) if named else (None, None)
    return folder


def distrusted() -> str | None:
    """Say why the folder that `cache_folder` was last asked for is not used; None: it is, or nobody asked."""
    return _fault


def recall(roots: tuple[Path, ...], fingerprint: str) -> Catalog | None:
    """Give the catalogue kept for these packs, if they have not changed since."""
    file = _file(roots)
    if file is None:
        return None
    try:
        kept = json.loads(read_own(file))
        if kept["stamp"] != _stamp(fingerprint):
            return None
        return from_plain(kept["catalog"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def keep(roots: tuple[Path, ...], fingerprint: str, catalog: Catalog) -> None:
    """Keep a catalogue for the next run, if the cache can be written."""
    file = _file(roots)
    if file is None:
        return
    content = json.dumps({"stamp": _stamp(fingerprint), "catalog": to_plain(catalog)}, separators=(",", ":"))
    with contextlib.suppress(OSError):
        make_private(file.parent)
        _write(file, content)


def _file(roots: tuple[Path, ...]) -> Path | None:
    folder = cache_folder()
    packs = zlib.crc32("\n".join(map(str, roots)).encode("utf-8", "surrogateescape"))
    return folder / f"catalog-{packs:08x}.json" if folder else None


def _stamp(fingerprint: str) -> str:
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{_FORMAT} {__version__} {python}\n{fingerprint}"


def _write(file: Path, content: str) -> None:
    """Write through a temporary file, so that another process never reads half of it."""
    part = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        part.write_text(content, encoding="utf-8", errors="surrogatepass")
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
