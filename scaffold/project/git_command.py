"""One git command, in an environment that nothing else reaches into.

A project's `.git/config` may be a stranger's, as in an archive, and can name programs for git to run. None of them runs
here, and nothing is fetched: what git does for scaffold needs neither.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from scaffold.project.errors import ProjectError

TIMEOUT = 60.0
"""Seconds that one git command may take."""

_LOCAL = frozenset(
    {
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE"),
        *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "GIT_PREFIX", "GIT_IMPLICIT_WORK_TREE"),
        *("GIT_GRAFT_FILE", "GIT_SHALLOW_FILE", "GIT_REPLACE_REF_BASE", "GIT_NO_REPLACE_OBJECTS"),
        *("GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"),
    }
)
"""The variables that tie git to one repository, such as that of a running hook, or that change what paths mean."""


_QUIET = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.alternateRefsCommand": "",
    "core.sshCommand": "",
    "credential.helper": "",
    "diff.external": "",
    "gc.auto": "0",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "submodule.recurse": "false",
}
"""Settings under which git starts nothing; programs that filter files are in `strange_filters`."""

_CLOSED = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": ""}
_OFF = {"clean": "", "smudge": "", "process": "", "required": "false"}
_FILTERS = r"^filter\..*\.(clean|smudge|process|required)$"
_OF_PROJECT = frozenset({"local", "worktree"})
_WRONG_USAGE = 129


def untied() -> dict[str, str]:
    """Return the environment of this process without what ties git to the repository that it was started from."""
    return {name: value for name, value in os.environ.items() if name not in _LOCAL}


def git(
    folder: Path,
    *arguments: str,
    given: bytes = b"",
    settings: Mapping[str, str] | None = None,
    filters: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder, with bytes on its standard input and extra environment variables.

    `filters` are the settings of `strange_filters`, for a command that reads the project's files. Hooks and other
    programs do not run, and messages are English. Raises OSError where git is not installed, and TimeoutExpired.
    """
    quiet = (part for name, value in {**_QUIET, **(filters or {})}.items() for part in ("-c", f"{name}={value}"))
    command = ("git", *quiet, *arguments)
    return subprocess.run(  # noqa: S603  fixed arguments
        command,
        cwd=folder,
        env=untied() | _CLOSED | dict(settings or {}),
        input=given,
        capture_output=True,
        timeout=TIMEOUT,
        check=False,
    )


def strange_filters(folder: Path) -> dict[str, str]:
    """Return the settings under which no filter runs that the project's own git settings name.

    Those that the user's or the machine's settings name (Git LFS, say) are left as they are there. Raises ProjectError
    for a name that no setting can stand for, OSError and TimeoutExpired.
    """
    own: dict[str, str] = {}
    strange: set[str] = set()
    for scope, name, value in _filters(folder):
        if scope in _OF_PROJECT:
            strange.add(name.rpartition(".")[0])
        else:
            own[name] = value
    if odd := next((name for name in strange if "=" in name), None):
        raise ProjectError(folder, f"has git settings of {odd!r}, which cannot be switched off", "look at .git/config")
    return {f"{name}.{part}": own.get(f"{name}.{part}", value) for name in strange for part, value in _OFF.items()}


def _filters(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield scope, name and value of each setting of a filter; a git before 2.26 knows no scopes."""
    listed = git(folder, "config", "-z", "--show-scope", "--get-regexp", _FILTERS)
    parts = listed.stdout.split(b"\0")
    if listed.returncode == _WRONG_USAGE:
        entries = git(folder, "config", "-z", "--get-regexp", _FILTERS).stdout.split(b"\0")[:-1]
        parts = [part for entry in entries for part in (b"local", entry)]
    for scope, entry in zip(parts[::2], parts[1::2], strict=False):
        name, _, value = os.fsdecode(entry).partition("\n")
        yield scope.decode(), name, value


def output(
    folder: Path,
    *arguments: str,
    given: bytes = b"",
    settings: Mapping[str, str] | None = None,
    reads_files: bool = False,
) -> bytes:
    """Return what a git command prints; raises ProjectError with git's own words where it fails.

    `reads_files` says that it looks into files of the project, through no filter but the user's own.
    """
    try:
        filters = strange_filters(folder) if reads_files else None
        result = git(folder, *arguments, given=given, settings=settings, filters=filters)
    except FileNotFoundError as error:
        raise ProjectError(folder, "is in a git repository, but git is not installed", "install git") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProjectError(folder, f"git {arguments[0]} failed: {error}") from error
    if result.returncode:
        raise ProjectError(folder, f"git {arguments[0]} failed: {complaint(result)}")
    return result.stdout


def complaint(result: subprocess.CompletedProcess[bytes]) -> str:
    """Return what git complained about: its first error, as advice may follow, else its last word."""
    lines = result.stderr.decode(errors="replace").strip().splitlines()
    errors = (line for line in lines if line.startswith(("fatal:", "error:")))
    return next(errors, lines[-1] if lines else f"it ended with {result.returncode}")
