"""Which paths stay inside a project, and out of git's own folder."""

import os
import re

_SAFE = re.compile(r"(?!\.{1,2}(?:/|$))[A-Za-z0-9_][\w.@+-]*(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9_][\w.@+-]*)*", re.ASCII)
"""Nearly all paths; the others are looked at name by name."""

_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
"""What macOS leaves out of names when it compares them."""

_GIT = re.compile(r"(\.git|git~[0-9]+)[ .]*(:.*)?", re.IGNORECASE | re.DOTALL)
"""The names of git's folder, and those by which Windows finds it too."""


_DRIVE_OR_BACKSLASH = frozenset(":\\")


def path_fault(path: str) -> str | None:
    """Say why a path of a project, with `/` between its parts, is none that scaffold touches; None: it is one."""
    if _SAFE.fullmatch(path):
        return None
    names = path.split("/")
    foreign = os.name == "nt" and not _DRIVE_OR_BACKSLASH.isdisjoint(path)
    if foreign or "\0" in path or any(name in {"", ".", ".."} for name in names):
        return f"{path!r} is no path inside the project"
    if any(_GIT.fullmatch(_IGNORED.sub("", name)) for name in names):
        return f"{path!r} belongs to git"
    return None
