"""One git command, in an environment that nothing else reaches into."""

import os
import subprocess
from collections.abc import Mapping
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


def untied() -> dict[str, str]:
    """Return the environment of this process without what ties git to the repository that it was started from."""
    return {name: value for name, value in os.environ.items() if name not in _LOCAL}


def git(
    folder: Path, *arguments: str, given: bytes = b"", settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder, with bytes on its standard input and extra environment variables.

    Hooks do not run, and messages are English. Raises OSError where git is not installed, and TimeoutExpired.
    """
    command = ("git", "-c", "core.hooksPath=/dev/null", *arguments)
    return subprocess.run(  # noqa: S603  fixed arguments
        command,
        cwd=folder,
        env=untied() | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"} | dict(settings or {}),
        input=given,
        capture_output=True,
        timeout=TIMEOUT,
        check=False,
    )


def output(folder: Path, *arguments: str, given: bytes = b"", settings: Mapping[str, str] | None = None) -> bytes:
    """Return what a git command prints; raises ProjectError with git's own words where it fails."""
    try:
        result = git(folder, *arguments, given=given, settings=settings)
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
