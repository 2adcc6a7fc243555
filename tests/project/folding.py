"""A file system that finds a file by any case of its name, as those of macOS and Windows do."""

import os
from collections.abc import Callable, Mapping
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest

CALLS = (
    "access",
    "lstat",
    "stat",
    "open",
    "rename",
    "replace",
    "mkdir",
    "rmdir",
    "unlink",
    "scandir",
    "listdir",
    "readlink",
)


FOLDERS: Mapping[str, tuple[str, ...]] = dict.fromkeys(("rename", "replace"), ("src_dir_fd", "dst_dir_fd"))
"""The options that say in which open folders the paths are; `dir_fd` of the other calls."""

OPEN_FOLDERS = Path("/proc/self/fd")
"""Where Linux tells which folder is open as what."""


def fold(patch: pytest.MonkeyPatch, root: str) -> None:
    """Let the calls of `os` find what is below a folder by any case of its names."""
    listdir, readlink = os.listdir, os.readlink

    def resolved(path: Any, folder: int | None) -> Any:
        if not isinstance(path, str | os.PathLike):
            return path
        whole = os.fspath(path) if folder is None else f"{readlink(OPEN_FOLDERS / str(folder))}/{os.fspath(path)}"
        if not whole.startswith(f"{root}/"):
            return path
        found = root
        for name in whole.removeprefix(f"{root}/").split("/"):
            try:
                names = {each.lower(): each for each in listdir(found)}
            except OSError:
                names = {}
            found = f"{found}/{names.get(name.lower(), name)}"
        return found if folder is None else found.rpartition("/")[2]

    def folded(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def found(*arguments: Any, **options: Any) -> Any:
            folders = [options.get(option) for option in FOLDERS.get(name, ("dir_fd",))]
            return call(*map(resolved, arguments, chain(folders, repeat(None))), **options)

        return found

    for name in CALLS:
        patch.setattr(os, name, folded(name, getattr(os, name)))
