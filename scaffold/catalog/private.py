"""Whether what stands in a folder can only have been put there by this user: what another one left is not believed.

On Windows, where the user's folders are closed to others, everything counts as the user's.
"""

import contextlib
import os
import stat
from functools import cache
from pathlib import Path

from scaffold.plain_files import open_plain

_OTHERS, _GROUP = stat.S_IWOTH, stat.S_IWGRP


def private_folder(folder: Path) -> tuple[Path | None, str | None]:
    """Return the folder to use in place of one, and what is wrong where there is none; it may not exist yet.

    In a folder such as /tmp, where all may write but nobody can take away what is another's, it is one inside.
    """
    if os.name != "posix":
        return folder, None
    for place in dict.fromkeys((folder.absolute(), folder.resolve())):
        fault = _fault(place)
        if fault is not None:
            return None, fault
    if not _is_shared(folder):
        return folder, None
    own = folder / f"scaffold-{os.geteuid()}"
    with contextlib.suppress(OSError):
        own.mkdir(mode=0o700)
    fault = _fault(own.resolve())
    return (None, fault) if fault else (own, None)


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for this user alone; raises OSError."""
    for place in (*reversed(folder.parents), folder):
        with contextlib.suppress(FileExistsError):
            if not place.is_dir():
                place.mkdir(mode=0o700)


def is_own(status: os.stat_result) -> bool:
    """Say whether a file or folder is this user's, and nobody else can write to it."""
    return os.name != "posix" or (status.st_uid == os.geteuid() and not _is_open(status))


def read_own(file: Path) -> bytes:
    """Read a plain file that only this user can have written; raises OSError for any other."""
    with open_plain(file) as opened:
        if not is_own(os.fstat(opened.fileno())):
            raise PermissionError(f"{file} is not believed")
        return opened.read()


def _fault(place: Path) -> str | None:
    """Say which part of a path others could replace, and how; None: nobody can."""
    believed = {0, os.geteuid(), os.lstat("/").st_uid}  # who has the root folder has all
    for part in (*reversed(place.parents), place):
        try:
            status = part.lstat()
        except OSError:
            return None  # what is not there yet will be this user's
        if status.st_uid not in believed:
            return f"{part} belongs to another user"
        if _is_open(status) and not status.st_mode & stat.S_ISVTX:
            return f"others can write to {part}"
    return None


def _is_shared(folder: Path) -> bool:
    try:
        return _is_open(folder.stat())
    except OSError:
        return False


def _is_open(status: os.stat_result) -> bool:
    """Say whether others can write; a group of which only this user is a member is nobody else."""
    if stat.S_ISLNK(status.st_mode):
        return False
    return bool(status.st_mode & _OTHERS) or bool(status.st_mode & _GROUP and not _is_users_own(status.st_gid))


@cache
def _is_users_own(group: int) -> bool:
    import grp
    import pwd

    try:
        found, user = grp.getgrgid(group), pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return user.pw_gid == group and found.gr_name == user.pw_name and set(found.gr_mem) <= {user.pw_name}
