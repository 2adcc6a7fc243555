"""Whose file it is: the manifest's globs, first match wins."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from scaffold.catalog.model import Ownership
from scaffold.catalog.patterns import matches_linearly


def owner_of(path: str, globs: Mapping[str, Ownership]) -> Ownership:
    """Return the ownership of a project path; `merged` when no glob matches."""
    for glob, ownership in globs.items():
        if _pattern(glob).fullmatch(path):
            return ownership
    return "merged"


def is_among(path: str, globs: Iterable[str]) -> bool:
    """Say whether one of the globs names a path."""
    return any(_pattern(glob).fullmatch(path) for glob in globs)


def is_named(path: str, glob: str) -> bool:
    """Say whether a glob of a stranger names a path; in linear time, whatever the glob is."""
    return matches_linearly(f"(?s:{_regex(glob)})", path)


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    return re.compile(_regex(glob), re.DOTALL)


def _regex(glob: str) -> str:
    """Translate a glob: `**` is any number of folders, `*` and `?` stay within one name."""
    text = ""
    for part in re.split(r"(\*\*/|\*\*|\*|\?)", glob):
        text += {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part, re.escape(part))
    return text
