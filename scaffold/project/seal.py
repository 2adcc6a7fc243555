"""What tells a record that this user's scaffold wrote on this machine from one that came with a project.

A key that never leaves the user's own folder signs what scaffold writes for itself: a journal, the way back, entries
for git's index. A project that was moved or copied here keeps its records; one from elsewhere has none that count.
"""

import contextlib
import os
import stat
import sys
from pathlib import Path

from scaffold.plain_files import open_plain
from scaffold.user_folders import STATE, user_folder

_KEY = "seal.key"
_SIZE = 32
_HEAD = b"sealed by scaffold: "

_keys: dict[Path | None, bytes] = {}
"""The keys that were read, or made where none can be kept: those end with the process."""


class ForeignError(Exception):
    """A record was not sealed here, or was changed since."""


def sealed(place: str, record: bytes) -> bytes:
    """Return a record below a line that seals it; `place` says what it is for."""
    return b"%b%b\n%b" % (_HEAD, _digest(_key(), place, record), record)


def opened(place: str, content: bytes) -> bytes:
    """Return a record whose seal is right; raises ForeignError."""
    import hmac

    line, _, record = content.partition(b"\n")
    key = _known_key()
    if key is None or not hmac.compare_digest(line, _HEAD + _digest(key, place, record)):
        raise ForeignError(place)
    return record


def _digest(key: bytes, place: str, record: bytes) -> bytes:
    import hmac

    return hmac.digest(key, place.encode() + b"\0" + record, "sha256").hex().encode()


def _key() -> bytes:
    """Return the key, which is made where there is none, or others may know it; else one for this process alone."""
    key = _known_key()
    if key is None:
        folder = user_folder(STATE)
        key = (_new_key(folder) if folder else None) or os.urandom(_SIZE)
        _keys[folder] = key
    return key


def _known_key() -> bytes | None:
    folder = user_folder(STATE)
    if folder not in _keys and folder is not None:
        with contextlib.suppress(OSError):
            _keys[folder] = _read(folder / _KEY)
    return _keys.get(folder)


def _new_key(folder: Path) -> bytes | None:
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_of_another(folder / _KEY):
            _make(folder / _KEY)
            return _read(folder / _KEY)
    return None


def _is_of_another(path: Path) -> bool:
    """Say whether another user's key is there, as under sudo, which is to stay."""
    try:
        return sys.platform != "win32" and path.lstat().st_uid != os.geteuid()
    except FileNotFoundError:
        return False


def _read(path: Path) -> bytes:
    with open_plain(path) as file:
        status = os.fstat(file.fileno())
        key = file.read(_SIZE)
    if len(key) != _SIZE or not _is_own(status):
        raise PermissionError(path)
    return key


def _is_own(status: os.stat_result) -> bool:
    if sys.platform == "win32":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def _make(path: Path) -> None:
    """Put a new key in place, whole; but leave one that another run has just made."""
    part = path.with_name(f"{_KEY}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(_SIZE))
            file.flush()
            os.fsync(handle)
        _place(part, path)
    finally:
        part.unlink(missing_ok=True)


def _place(part: Path, path: Path) -> None:
    with contextlib.suppress(OSError):
        path.hardlink_to(part)
        return
    try:
        _read(path)
    except OSError:  # none, one that others may know, or a file system without such links
        part.replace(path)
