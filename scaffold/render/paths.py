"""Which paths a template may write: inside the project, and the same on every file system."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

MAX_PATH = 200
"""Characters of a path inside the project; Windows allows 260 for it and the folder that it stands in."""

MAX_NAME = 255
"""Bytes of one name, the limit of common file systems."""

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE | re.DOTALL)
_OWNERS = (
    (re.compile(r"\.git|git~[0-9]+"), "git"),
    (re.compile(r"\.scaffold|scaffo~[0-9]+"), "scaffold, which keeps there what it knows of a project"),
)
_UNSEEN = re.compile("[\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""What some file systems leave out of a name before they compare it."""


def path_problem(path: str) -> str | None:
    """Say why a rendered path cannot be written, or return None when it can."""
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return "the path is absolute"
    if len(path) > MAX_PATH:
        return f"the path is longer than {MAX_PATH} characters"
    for name in path.split("/"):
        problem = _name_problem(name)
        if problem:
            return problem
    return None


def _name_problem(name: str) -> str | None:
    if name in {"", ".", ".."}:
        return f"the path has a part that is {name!r}" if name else "the path has an empty part"
    forbidden = _FORBIDDEN.search(name)
    if forbidden:
        return f"the path contains {forbidden.group()!r}, which not every system allows"
    if name.endswith((".", " ")) or name.startswith(" "):
        return f"{name!r} starts with a space or ends with a dot or a space, which Windows drops"
    if len(name.encode("utf-8", "surrogatepass")) > MAX_NAME:
        return f"a name in the path is longer than {MAX_NAME} bytes"
    return _taken(name)


def _taken(name: str) -> str | None:
    if _RESERVED.fullmatch(name):
        return f"{name!r} is a name that Windows reserves"
    plain = name.lower() if name.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKC", name)).casefold()
    return next((f"{name!r} belongs to {owner}" for folder, owner in _OWNERS if folder.fullmatch(plain)), None)


def find_clash(paths: Iterable[str]) -> tuple[str, str] | None:
    """Return two paths that some file system takes for one, or of which one is a file and the other needs a folder."""
    seen: dict[str, tuple[str, bool]] = {}
    for path in paths:
        for prefix, is_file in _prefixes(path):
            key = unicodedata.normalize("NFC", prefix).casefold() if not prefix.isascii() else prefix.lower()
            known = seen.setdefault(key, (prefix, is_file))
            if known[0] != prefix or known[1] != is_file:
                return known[0], path
    return None


def _prefixes(path: str) -> Iterator[tuple[str, bool]]:
    end = path.find("/")
    while end != -1:
        yield path[:end], False
        end = path.find("/", end + 1)
    yield path, True
