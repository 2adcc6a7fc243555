"""A file system that finds a file by any case of its name, as those of macOS and Windows do."""

import os
from collections.abc import Callable
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


def fold(patch: pytest.MonkeyPatch, root: str) -> None:
    """Let the calls of `os` find what is below a folder by any case of its names."""
    listdir = os.listdir

    def resolved(path: Any) -> Any:
        if not isinstance(path, str | os.PathLike) or not os.fspath(path).startswith(f"{root}/"):
            return path
        found = root
        for name in os.fspath(path).removeprefix(f"{root}/").split("/"):
            try:
                names = {each.lower(): each for each in listdir(found)}
            except OSError:
                names = {}
            found = f"{found}/{names.get(name.lower(), name)}"
        return found

    def folded(call: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments, **options: call(*map(resolved, arguments), **options)

    for name in CALLS:
        patch.setattr(os, name, folded(getattr(os, name)))
