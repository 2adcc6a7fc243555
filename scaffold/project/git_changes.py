"""What stands in a project and is in no commit yet."""

import os
from collections.abc import Collection
from pathlib import Path

from scaffold.project.git import enclosing_repository
from scaffold.project.git_command import output
from scaffold.project.git_index import prefix_of

_ORIGINAL_FOLLOWS = frozenset("RC")
"""In `git status -z`, a rename or a copy is followed by the path that it came from."""


_STATUS = ("status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignore-submodules=dirty")
"""In a submodule, git would run as its settings say."""


def uncommitted(project: Path, besides: Collection[str] = ()) -> tuple[str, ...]:
    """Return the project's files with changes that git has not committed, new ones included; none without git.

    Paths are the project's own. `besides` are left out. What git ignores never counts. Raises ProjectError.
    """
    if enclosing_repository(project) is None:
        return ()
    prefix = prefix_of(project)
    listed = output(project, *_STATUS, "--", ".", reads_files=True)
    paths = (os.fsdecode(path.removeprefix(prefix)) for path in _paths(listed))
    return tuple(sorted(set(paths) - set(besides)))


def _paths(listed: bytes) -> list[bytes]:
    found: list[bytes] = []
    parts = iter(listed.split(b"\0"))
    for part in parts:
        if not part:
            continue
        found.append(part[3:])
        if not _ORIGINAL_FOLLOWS.isdisjoint(part[:2].decode()):
            found.append(next(parts))
    return found
