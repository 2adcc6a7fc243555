"""Which of a project's files git ignores, and by whose rules."""

import os
import posixpath
import subprocess
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from scaffold.project import state
from scaffold.project.errors import ProjectError
from scaffold.project.git import enclosing_repository
from scaffold.project.git_command import complaint, git

_IGNORED, _NONE_IGNORED = 0, 1
_FOLDER = "."
_RULES = ".gitignore"
_PARTS = 4
"""`git check-ignore -z --verbose` answers with a rule's file, its line, the pattern, and the path."""


class Rule(NamedTuple):
    """What makes git ignore a file: a line of a file of patterns."""

    source: str
    line: int
    pattern: str

    @property
    def is_shared(self) -> bool:
        """Whether the rule stands in a `.gitignore` of the repository, so that it holds in every clone."""
        return not Path(self.source).is_absolute() and posixpath.basename(self.source) == _RULES

    def __str__(self) -> str:
        return f"{self.pattern!r} in {self.source}:{self.line}"


def ignoring_rules(project: Path, paths: Collection[str]) -> Mapping[str, Rule] | None:
    """Return those of a project's paths that git ignores, each with its rule; what is tracked is never ignored.

    Where there is no repository, or one that ignores the whole project, the rules are those that would hold in a
    repository of the project's own. None: git cannot tell, as it is not installed.
    """
    try:
        found = _rules_here(project, paths)
        if found is not None:
            return found
        with tempfile.TemporaryDirectory(prefix="scaffold-") as folder:
            return _ask(project, paths, (f"--git-dir={_empty_repository(Path(folder))}", "--work-tree=."))
    except (OSError, subprocess.TimeoutExpired):
        return None


def unshared(project: Path, paths: Collection[str]) -> Mapping[str, Rule]:
    """Return those paths that git ignores by a rule which the project itself did not make, so that no clone has them.

    None of them where git cannot tell, where there is no repository, or where it ignores the whole project.
    """
    try:
        found = _rules_here(project, paths) or {}
        top = git(project, "rev-parse", "--show-prefix").stdout.rstrip(b"\n") if found else b""
    except (OSError, subprocess.TimeoutExpired):
        return {}
    own = os.fsdecode(top)
    return {
        path: rule
        for path, rule in found.items()
        if state.is_state(path) or not (rule.is_shared and rule.source.startswith(own))
    }


def _rules_here(project: Path, paths: Collection[str]) -> dict[str, Rule] | None:
    """Return the rules of the repository that a project is in; None: there is none, or it ignores the whole project."""
    if enclosing_repository(project) is None:
        return None
    found = _ask(project, paths)
    return None if _FOLDER in found else found


def kept_from_git(project: Path, paths: Collection[str]) -> frozenset[str]:
    """Return those of a project's paths that git ignores where it stands, which is all of them in an ignored folder.

    None of these belongs into a commit or into git's index. Raises ProjectError.
    """
    if not paths or enclosing_repository(project) is None:
        return frozenset()
    try:
        found = _ask(project, paths)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProjectError(project, f"git cannot tell what it ignores: {error}") from error
    return frozenset(paths if _FOLDER in found else found)


def privately_ignored(tree: Path, target: Path, paths: Collection[str]) -> frozenset[str]:
    """Return those of a new project's paths that the rules of its files, or of the repository around it, ignore.

    Its files stand in `tree`, and will stand at `target`. Rules that only hold for one person do not count.
    """
    found: dict[str, Rule] = {}
    try:
        if any(posixpath.basename(path) == _RULES for path in paths):
            with tempfile.TemporaryDirectory(prefix="scaffold-") as folder:
                found = _ask(tree, paths, (f"--git-dir={_empty_repository(Path(folder))}", "--work-tree=."))
        if enclosing_repository(target) is not None:
            place = next(each for each in (target, *target.absolute().parents) if each.is_dir())
            prefix = target.absolute().relative_to(place.absolute()).as_posix()
            found |= {} if _FOLDER in (around := _ask(place, paths, (), prefix)) else around
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return private_of(found)


def private_of(rules: Mapping[str, Rule]) -> frozenset[str]:
    """Return the paths that every clone ignores."""
    return frozenset(path for path, rule in rules.items() if rule.is_shared)


def _empty_repository(folder: Path) -> Path:
    """Make a folder all that git needs to take it for a repository, without starting it."""
    for name in ("objects", "refs"):
        (folder / name).mkdir()
    (folder / "HEAD").write_bytes(b"ref: refs/heads/main\n")
    return folder


def _ask(folder: Path, paths: Collection[str], options: tuple[str, ...] = (), prefix: str = _FOLDER) -> dict[str, Rule]:
    """Return the rules by path; the folder itself is `.` among them."""
    given = {f"./{posixpath.normpath(f'{prefix}/{path}')}": path for path in (_FOLDER, *paths)}  # no path is magic then
    found = _check(folder, list(given), options)
    return {given[path]: rule for path, rule in found.items() if not rule.pattern.startswith("!")}


def _check(folder: Path, paths: list[str], options: tuple[str, ...]) -> dict[str, Rule]:
    asked = b"".join(os.fsencode(path) + b"\0" for path in paths)
    done = git(folder, *options, "check-ignore", "-z", "--verbose", "--stdin", given=asked)
    if done.returncode in {_IGNORED, _NONE_IGNORED}:
        parts = [os.fsdecode(part) for part in done.stdout.split(b"\0")[:-1]]
        rows = (parts[start : start + _PARTS] for start in range(0, len(parts), _PARTS))
        return {path: Rule(source, int(line), pattern) for source, line, pattern, path in rows}
    if len(paths) == 1 and b"pathspec" in done.stderr.lower():  # below a link or in a submodule: nothing to ignore
        return {}
    if len(paths) == 1:
        raise OSError(complaint(done))
    middle = len(paths) // 2
    return _check(folder, paths[:middle], options) | _check(folder, paths[middle:], options)
