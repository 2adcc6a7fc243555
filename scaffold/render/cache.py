"""Compiled code, kept between runs in one file.

One file that is read whole costs one system call chain where a folder of compiled templates costs hundreds. It starts
with an index, and only the entries that a run uses are checked and loaded. They are keyed by a digest of all that the
code depends on, so an entry can be missing but never stale. Whatever is wrong with the file (absent, damaged, of
another Python, of another user, not writable) costs time, never an error.
"""

import contextlib
import importlib.util
import marshal
import os
import sys
import tempfile
import zlib
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from types import CodeType
from typing import NamedTuple

from scaffold.catalog.cache import cache_folder
from scaffold.catalog.private import make_private, read_own

FORMAT = 2
MAX_ENTRIES = 4000
"""Above this, a write keeps only what its own run used."""

_HEAD = Struct("<II")
"""After the stamp: the index's checksum and length."""

Entries = Mapping[bytes, tuple[memoryview, int]]
"""By key: an entry as it is stored, and its checksum."""


class Compiled(NamedTuple):
    """Code, and what reading its source told: spec keys, free names, and other templates that it reads."""

    code: CodeType
    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class CodeCache:
    """Compiled code by digest: read once, written once by `save` when something was added."""

    def __init__(self, path: Path | None = None, *, stamp: str = "") -> None:
        self._stamp = f"scaffold {FORMAT} {stamp} {importlib.util.MAGIC_NUMBER.hex()}\n".encode()
        self._path = _default_path() if path is None else path
        self._stored = self._read()
        self._used: dict[bytes, tuple[memoryview, int]] = {}
        self._added = False

    @staticmethod
    def key(*parts: str) -> bytes:
        """Return the digest of all that an entry depends on."""
        return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=20).digest()

    def get(self, key: bytes) -> Compiled | None:
        """Return an entry, or None."""
        stored = self._used.get(key) or self._stored.get(key)
        if stored is None or zlib.crc32(stored[0]) != stored[1]:
            return None
        self._used[key] = stored
        return Compiled(*marshal.loads(stored[0]))  # noqa: S302  written by us, as the checksum and its owner tell

    def put(self, key: bytes, compiled: Compiled) -> None:
        """Add an entry."""
        entry = memoryview(marshal.dumps(tuple(compiled)))
        self._used[key] = entry, zlib.crc32(entry)
        self._added = True

    def save(self) -> None:
        """Write what was added, together with what another run may have written meanwhile."""
        if not self._added or self._path is None:
            return
        entries = {**self._read(), **self._used}
        if len(entries) > MAX_ENTRIES:
            entries = dict(self._used)
        with contextlib.suppress(OSError):
            _replace(self._path, self._stamp + _packed(entries))
        self._added = False

    def _read(self) -> Entries:
        if self._path is None:
            return {}
        try:
            data = read_own(self._path)  # another's is taken for absent, as its code would run here
        except OSError:
            return {}
        return _unpacked(memoryview(data)[len(self._stamp) :]) if data.startswith(self._stamp) else {}


def _packed(entries: Entries) -> bytes:
    index = marshal.dumps({key: (len(entry), checksum) for key, (entry, checksum) in entries.items()})
    return b"".join([_HEAD.pack(zlib.crc32(index), len(index)), index, *(entry for entry, _ in entries.values())])


def _unpacked(data: memoryview) -> Entries:
    """Undo `_packed`; data that it did not make has no entries, or fewer, or such whose checksum is wrong."""
    if len(data) < _HEAD.size:
        return {}
    checksum, length = _HEAD.unpack_from(data)
    place = _HEAD.size + length
    index = data[_HEAD.size : place]
    if zlib.crc32(index) != checksum:
        return {}
    entries = {}
    for key, (size, expected) in marshal.loads(index).items():  # noqa: S302  see CodeCache.get
        entries[key] = data[place : place + size], expected
        place += size
    return entries


def _default_path() -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / f"templates-{sys.implementation.cache_tag}.bin"


def _replace(path: Path, data: bytes) -> None:
    make_private(path.parent)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
