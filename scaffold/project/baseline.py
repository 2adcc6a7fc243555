"""`.scaffold/baseline.tar.xz`: what the templates wrote last."""

import lzma
from collections.abc import Mapping
from pathlib import Path

from scaffold.project import archive, state
from scaffold.project.digest import digest
from scaffold.project.errors import ProjectError
from scaffold.project.git_history import absence
from scaffold.project.model import Lock, TrackedFile
from scaffold.project.reading import read_state

MAX_SIZE = 1 << 30
"""Bytes of all files together; a damaged or hostile archive may not fill the memory."""

_LARGEST = 1 << 28
_MEMORY = 64 << 20
_SMALLEST_WINDOW, _LARGEST_WINDOW = 1 << 18, 1 << 23
_HINT = "restore it from git together with lock.toml, or run: scaffold repair"


def pack_baseline(files: Mapping[str, bytes]) -> bytes:
    """Return the archive of files by the templates' paths; the same for the same files."""
    data = archive.pack(files)
    return lzma.compress(data, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, filters=[_filter(len(data))])


def pack_tracked(files: Mapping[str, TrackedFile], contents: Mapping[str, bytes]) -> bytes:
    """Return the archive of tracked files, without what git ignores: the archive is for the repository."""
    return pack_baseline({path: contents[path] for path, file in files.items() if not file.private})


def _filter(size: int) -> dict[str, int]:
    """Return settings of a tenth of the usual time for a sixth more bytes; the window holds the whole archive."""
    window = min(max(1 << size.bit_length(), _SMALLEST_WINDOW), _LARGEST_WINDOW)
    search = {"mode": lzma.MODE_FAST, "mf": lzma.MF_HC4, "nice_len": 64, "depth": 4}
    return {"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": window, **search}


def read_baseline(project: Path, lock: Lock) -> dict[str, bytes]:
    """Return what the templates wrote last, by their paths; what git ignores is not in it.

    Raises ProjectError where the archive is missing, damaged, or not the one that the lock belongs to.
    """
    path = project / state.BASELINE
    data = read_state(project, state.BASELINE, _LARGEST)
    if data is None:
        message, hint = absence(project, state.BASELINE) or ("is missing", _HINT)
        raise ProjectError(path, message, hint)
    return unpack_baseline(data, lock, path)


def unpack_baseline(data: bytes, lock: Lock, path: Path) -> dict[str, bytes]:
    """Return the files of an archive that is that of a lock; `path` is for the errors. Raises ProjectError."""
    try:
        files = archive.unpack(_decompress(data))
    except (lzma.LZMAError, EOFError, ValueError) as error:
        raise ProjectError(path, f"is damaged: {error}", _HINT) from error
    known = {name: file for name, file in lock.files.items() if not file.private}
    for name, file in known.items():
        if name not in files or digest(files[name]) != file.digest:
            message = f"is not the one that lock.toml belongs to: {name} {'differs' if name in files else 'is missing'}"
            raise ProjectError(path, message, _HINT)
    if len(files) > len(known):
        unknown = min(files.keys() - known.keys())
        raise ProjectError(path, f"is not the one that lock.toml belongs to: it holds {unknown} too", _HINT)
    return files


def _decompress(data: bytes) -> bytes:
    decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
    content = decompressor.decompress(data, MAX_SIZE)
    if not decompressor.eof or decompressor.unused_data:
        message = "it ends too early, is too large, or something follows it"
        raise ValueError(message)
    return content
