"""Whose a project is, and what in it can have come with it from anybody."""

import os
from pathlib import Path
from subprocess import TimeoutExpired

from scaffold.project import disk, state
from scaffold.project.errors import ProjectError
from scaffold.project.git import enclosing_repository
from scaffold.project.git_command import git


def refuse_tracked(project: Path) -> None:
    """Refuse what only concerns one copy of a project where git carries it: a stranger may have written it."""
    root = disk.Root(project)
    standing = [name for name in state.OWN if root.stands(name)]
    if not standing or enclosing_repository(project) is None:
        return
    try:
        listed = git(project, "ls-files", "-z", "--", *standing).stdout
    except (OSError, TimeoutExpired):
        return
    found = sorted(os.fsdecode(name) for name in listed.split(b"\0") if name)
    if found:
        message = "is in git, though only scaffold itself writes there: nothing of it is believed"
        names = " ".join(sorted({"/".join(path.split("/")[:2]) for path in found}))
        raise ProjectError(project / found[0], message, f"take it out: git rm -r --cached {names}; then delete it")


def require_own(project: Path) -> None:
    """Refuse to write as root where somebody else owns the project, who may change it meanwhile, and git's settings.

    What git accepts (`safe.directory` of root's own settings) is accepted.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    owner = project.stat().st_uid
    if owner == 0 or _is_safe(project.resolve()):
        return
    message = f"belongs to {_name(owner)}, and you are root: what is written would be root's, wherever they lead it"
    hint = (
        f"run it as {_name(owner)}; or, if you trust them: git config --global --add safe.directory {project.resolve()}"
    )
    raise ProjectError(project, message, hint)


def _is_safe(project: Path) -> bool:
    """Say whether git's settings, but for the project's own, call a folder or its repository safe."""
    try:
        listed = git(Path(project.anchor), "config", "-z", "--get-all", "safe.directory").stdout
    except (OSError, TimeoutExpired):
        return False
    safe = [os.fsdecode(value) for value in listed.split(b"\0") if value]
    return any(value == "*" or _covers(value, project) for value in safe)


def _covers(value: str, project: Path) -> bool:
    place = Path(value.removesuffix("/*"))
    return (
        place == project or place == enclosing_repository(project) or (value != str(place) and place in project.parents)
    )


def _name(owner: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:
        return f"user {owner}"
