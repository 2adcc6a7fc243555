"""Whose file it is: the manifest's globs, first match wins."""

import re
from collections.abc import Mapping
from functools import cache

from scaffold.catalog.model import Ownership


def owner_of(path: str, globs: Mapping[str, Ownership]) -> Ownership:
    """Return the ownership of a project path; `merged` when no glob matches."""
    for glob, ownership in globs.items():
        if _pattern(glob).fullmatch(path):
            return ownership
    return "merged"


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    """Translate a glob: `**` is any number of folders, `*` and `?` stay within one name."""
    text = ""
    for part in re.split(r"(\*\*/|\*\*|\*|\?)", glob):
        text += {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part, re.escape(part))
    return re.compile(text, re.DOTALL)
