"""Files that git takes as they are in its index, whatever stands in the working tree.

These are those outside of a sparse checkout, and those that somebody marked with `git update-index --skip-worktree` or
`--assume-unchanged`.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold.project.errors import ProjectError
from scaffold.project.git import enclosing_repository
from scaffold.project.git_command import git, output

_SKIPPED = b"S"


class Mark(NamedTuple):
    """A file's entry in the index: its type and mode, and the name of its content. `skipped`: not assumed unchanged."""

    mode: int
    name: str
    skipped: bool


def marked_files(project: Path) -> Mapping[str, Mark]:
    """Return a project's files that git takes from its index; none where git cannot tell."""
    if enclosing_repository(project) is None:
        return {}
    try:
        listed = git(project, "ls-files", "-v", "--stage", "-z")
        found = dict(_marks(listed.stdout))
        if any(not mark.skipped for mark in found.values()) and _marks_everything(project):
            found = {path: mark for path, mark in found.items() if mark.skipped}
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return found


def _marks(listed: bytes) -> list[tuple[str, Mark]]:
    found: list[tuple[str, Mark]] = []
    for line in listed.split(b"\0"):
        tag = line[:1]
        if tag.islower() or tag == _SKIPPED:
            told, _, path = line.partition(b"\t")
            mode, name = told.split()[1:3]
            found.append((os.fsdecode(path), Mark(int(mode, 8), name.decode(), tag.upper() == _SKIPPED)))
    return found


def _marks_everything(project: Path) -> bool:
    """Say whether git assumes of whatever it writes that it stays so, for disks that are slow."""
    return git(project, "config", "--type=bool", "core.ignoreStat").stdout.strip() == b"true"


def marked_content(project: Path, path: str, mark: Mark) -> bytes:
    """Return the content of a file that git takes from its index; raises ProjectError where git has not fetched it."""
    try:
        return output(project, "cat-file", "blob", mark.name)
    except ProjectError as error:
        message = f"{error.message}: this clone is partial, and the file is not in its working tree"
        raise ProjectError(project / path, message, way_out(project, path, mark)) from error


def way_out(project: Path, path: str, mark: Mark) -> str:
    """Say how a file becomes an ordinary one of the working tree again."""
    if not mark.skipped:
        return f"git update-index --no-assume-unchanged {path}"
    sparse = git(project, "config", "--type=bool", "core.sparseCheckout").stdout.strip() == b"true"
    if sparse:
        return f"git sparse-checkout add {path.rpartition('/')[0] or path} (or: git sparse-checkout disable)"
    return f"git update-index --no-skip-worktree {path}"
