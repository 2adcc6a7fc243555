"""The result of an update as a commit on a branch of its own; the working tree stays as it is."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from scaffold.project.errors import ProjectError
from scaffold.project.git import enclosing_repository
from scaffold.project.git_command import git, output
from scaffold.project.git_index import index_line, null_name, prefix_of, store
from scaffold.project.model import NewFile


def check_branch(project: Path, name: str) -> None:
    """Raise ProjectError where no branch of this name can be made."""
    if enclosing_repository(project) is None:
        raise ProjectError(project, "is in no git repository", "leave --branch away, or run git init first")
    if git(project, "check-ref-format", "--branch", name).returncode or name.startswith("-"):
        raise ProjectError(project, f"{name!r} is no name for a branch")
    if git(project, "rev-parse", "--verify", "--quiet", f"refs/heads/{name}").returncode == 0:
        here = git(project, "symbolic-ref", "--quiet", "HEAD").stdout.strip().decode() == f"refs/heads/{name}"
        hint = "choose another name" if here else f"choose another name, or delete it: git branch -D {name}"
        raise ProjectError(project, f"has a branch {name} already", hint)
    if git(project, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode:
        raise ProjectError(project, "has no commit to start a branch from", "commit the project first")


def commit_to_branch(project: Path, name: str, changes: Mapping[str, NewFile | None], message: str) -> str:
    """Make a branch from HEAD with one commit that holds the changes; return the commit's name.

    Raises ProjectError, and then there is no branch.
    """
    check_branch(project, name)
    with tempfile.TemporaryDirectory(prefix="scaffold-") as folder:
        settings = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        output(project, "read-tree", "HEAD", settings=settings)
        output(project, "update-index", "-z", "--index-info", given=_lines(project, changes), settings=settings)
        tree = output(project, "write-tree", settings=settings).strip().decode()
    commit = output(project, "commit-tree", tree, "-p", "HEAD", given=message.encode()).strip().decode()
    output(project, "update-ref", f"refs/heads/{name}", commit, "")
    return commit


def _lines(project: Path, changes: Mapping[str, NewFile | None]) -> bytes:
    prefix, nobody = prefix_of(project), null_name(project)
    written = {path: file for path, file in changes.items() if file is not None}
    names = dict(zip(written, store(project, list(written.items())), strict=True))
    gone = sorted(index_line(prefix + os.fsencode(path), nobody) for path in changes.keys() - written.keys())
    kept = [index_line(prefix + os.fsencode(path), names[path], file.mode) for path, file in written.items()]
    return b"".join((*gone, *kept))
