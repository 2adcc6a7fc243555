"""What git has, or has had, of a project's files that are not there."""

import os
import subprocess
from collections.abc import Collection, Mapping
from hashlib import sha1, sha256
from pathlib import Path
from typing import NamedTuple

from scaffold.project import state
from scaffold.project.git import enclosing_repository
from scaffold.project.git_command import git, output
from scaffold.project.git_index import literal, null_name
from scaffold.project.git_marks import marked_files, way_out

_DELETED = ("log", "--format=", "--name-only", "--diff-filter=D", "--no-renames", "-m", "-z", "--relative", "HEAD")


_EVER = ("log", "--all", "--raw", "--no-abbrev", "--no-renames", "-m", "--format=", "-z")
_LONG = 64


class Absence(NamedTuple):
    """Why a file is not there, and what to do."""

    message: str
    hint: str


def absence(project: Path, path: str) -> Absence | None:
    """Say what git knows of a file of ours that is not there; None: nothing special."""
    mark = marked_files(project).get(path)
    if mark is not None:
        message = "is not there, as git is told to leave it out of the working tree (a sparse checkout)"
        return Absence(message, way_out(project, path, mark))
    if not never_committed(project, {path}):
        return None
    return Absence(
        "is missing, and git has never had it: somebody's own rules for what git ignores may have kept it out",
        f"where the project was made: git add --force {path}, and commit it; or, here: scaffold repair",
    )


def never_committed(project: Path, paths: Collection[str]) -> frozenset[str]:
    """Return those of the paths that no commit has, nor has had, although the project itself is committed.

    A rule of one person may have kept them out of git, so that no clone has them. Where git cannot tell for certain,
    as in a history that is not whole, there are none.
    """
    if not paths or enclosing_repository(project) is None:
        return frozenset()
    if _parts(project, "rev-parse", "--is-shallow-repository") != [b"false\n"]:
        return frozenset()
    is_committed = _parts(project, "rev-parse", "--verify", "--quiet", f"HEAD:./{state.FOLDER}")
    deleted = _parts(project, *_DELETED, "--", *literal(paths))
    known = _parts(project, "ls-files", "-z", "--cached", "--with-tree=HEAD")
    if not is_committed or deleted is None or known is None:
        return frozenset()
    seen = {os.fsdecode(name) for name in (*deleted, *known)}
    return frozenset(path for path in paths if path not in seen)


def not_in_commits(project: Path, contents: Mapping[str, bytes]) -> frozenset[str]:
    """Return the paths which hold this content in no commit of any branch, tag or stash; raises ProjectError."""
    told = output(project, *_EVER, "--", *literal(contents))
    known = {name for line in told.split(b"\0") if line.startswith(b":") for name in line.split()[2:4]}
    algorithm = sha256 if len(null_name(project)) == _LONG else sha1
    names = {path: algorithm(b"blob %d\0%b" % (len(each), each)).hexdigest() for path, each in contents.items()}
    return frozenset(path for path, name in names.items() if name.encode() not in known)


def _parts(project: Path, *arguments: str) -> list[bytes] | None:
    try:
        found = git(project, *arguments)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return [part for part in found.stdout.split(b"\0") if part] if found.returncode == 0 else None
