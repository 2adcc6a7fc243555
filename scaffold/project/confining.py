"""Which paths stay inside a project, and out of git's own folder."""

import os
import re

_SAFE = re.compile(r"(?!\.{1,2}(?:/|$))[A-Za-z0-9_][\w.@+-]*(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9_][\w.@+-]*)*", re.ASCII)
"""Nearly all paths; the others are looked at name by name."""

_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")
"""What macOS leaves out of names when it compares them."""

_GIT = re.compile(r"(\.git|git~[0-9]+)[ .]*(:.*)?", re.IGNORECASE | re.DOTALL)
"""The names of git's folder, and those by which Windows finds it too."""


_OWN = re.compile(r"\.scaffold|scaffo~[0-9]+", re.IGNORECASE)
"""The names of scaffold's folder."""

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


def link_fault(path: str, target: str) -> str | None:
    """Say why a link at a path must not lead to its target; None: it stays in the project, out of git's and our folder.

    A `..` after a name is refused too: the name may be a link itself, and the way back from there leads elsewhere.
    """
    said = f"{path} is a link to {target!r}"
    if not target or "\0" in target or not _DRIVE_OR_BACKSLASH.isdisjoint(target):
        return f"{said}, which is no path on every system"
    if target.startswith("/"):
        return f"{said}, which is absolute"
    names = [name for name in target.split("/") if name not in {"", "."}]
    up = next((count for count, name in enumerate(names) if name != ".."), len(names))
    if up > path.count("/") or ".." in names[up:]:
        return f"{said}, which leads out of the project"
    plain = [_IGNORED.sub("", name).rstrip(" .") for name in names[up:]]
    if any(_GIT.fullmatch(name) for name in plain):
        return f"{said}, which belongs to git"
    if any(_OWN.fullmatch(name) for name in plain):
        return f"{said}, which belongs to scaffold"
    return None
