"""Which repository a folder is in, which of its files git knows, and a first commit."""

import os
import subprocess
from collections.abc import Collection
from pathlib import Path

from scaffold.project.git_command import complaint, git

_BY_HAND = "git init && git add -A && git commit"

_ONE_PACK = ("-c", "core.bigFileThreshold=1", "-c", "core.compression=1")
"""Write what is added into one pack, packed as single objects are: a quarter of the time of a file for each."""

_COMMIT = ("-c", "maintenance.auto=false", "commit", "--quiet", "--no-verify", "--no-gpg-sign")
"""Neither the user's hooks nor a signing key that asks for a passphrase is for a tree that nobody wrote by hand."""


def enclosing_repository(folder: Path) -> Path | None:
    """Return the repository that a folder (which need not exist yet) is in."""
    absolute = folder.absolute()
    places = (absolute, *absolute.parents)
    existing = next((place for place in places if place.exists()), absolute)
    resolved = existing.resolve()
    return next((place for place in (resolved, *resolved.parents) if (place / ".git").exists()), None)


def first_commit(folder: Path, message: str, ours: Collection[str]) -> str | None:
    """Make a folder a repository with one commit; return a note for the user when that was not possible.

    `ours` are in it whatever a person's own rules ignore: a clone could not be updated without them.
    """
    try:
        return _first_commit(folder, message, ours)
    except FileNotFoundError:
        return f"no git repository was made, as git is not installed; later: {_BY_HAND}"
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"no git commit was made ({error}); by hand: {_BY_HAND}"


def visible_files(folder: Path) -> frozenset[str] | None:
    """Return the files below a folder that git tracks or would; None where git is missing or refuses."""
    try:
        found = git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    except (OSError, subprocess.TimeoutExpired):
        return None
    names = frozenset(os.fsdecode(name) for name in found.stdout.split(b"\0"))
    return names - {""} if found.returncode == 0 else None


def _first_commit(folder: Path, message: str, ours: Collection[str]) -> str | None:
    made = git(folder, "init", "--quiet")
    if made.returncode:
        return f"no git repository was made ({complaint(made)}); by hand: {_BY_HAND}"
    settings = _settings(folder)
    if "init.defaultbranch" not in settings:
        git(folder, "symbolic-ref", "HEAD", "refs/heads/main")
    for option in ("user.name", "user.email"):
        if option not in settings and not _in_environment(option):
            hint = f"git config --global {option} ..."
            return (
                f"no first commit was made, as git has no {option} yet; set it ({hint}), then: git add -A && git commit"
            )
    added = git(folder, *_ONE_PACK, "add", "--all")
    if not added.returncode:
        added = _add_ignored(folder, ours)
    made = added if added.returncode else git(folder, *_COMMIT, "-m", message)
    if made.returncode:
        return f"no first commit was made ({complaint(made)}); by hand: git add -A && git commit"
    return None


def _add_ignored(folder: Path, ours: Collection[str]) -> subprocess.CompletedProcess[bytes]:
    """Add those of our files that git has left out."""
    listed = git(folder, "ls-files", "--others", "-z")
    left = [name for name in listed.stdout.split(b"\0") if name and os.fsdecode(name) in ours]
    if listed.returncode or not left:
        return listed
    named = ("--pathspec-from-file=-", "--pathspec-file-nul")
    literal = {"GIT_LITERAL_PATHSPECS": "1"}
    return git(folder, *_ONE_PACK, "add", "--force", *named, given=b"\0".join(left), settings=literal)


def _settings(folder: Path) -> frozenset[str]:
    """Return which of the options that matter here git has, wherever they are set."""
    found = git(folder, "config", "--name-only", "--get-regexp", r"^(init\.defaultbranch|user\.(name|email))$")
    return frozenset(found.stdout.decode(errors="replace").splitlines())


def _in_environment(option: str) -> bool:
    suffix = option.removeprefix("user.").upper()
    return all(os.environ.get(f"GIT_{role}_{suffix}") for role in ("AUTHOR", "COMMITTER"))
