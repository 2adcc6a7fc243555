"""The project's own tests on a merged tree, in a copy that is thrown away."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from scaffold.project.model import LINK, NewFile
from scaffold.update.errors import UpdateError

_ENVIRONMENTS = (".venv/bin", "venv/bin", ".venv/Scripts", "venv/Scripts")


class Verified(NamedTuple):
    """How a verification ended: whether well, the command, and what it printed."""

    passed: bool
    command: str
    output: str


def verify(
    project: Path, files: Iterable[str], changes: Mapping[str, NewFile | None], command: Sequence[str]
) -> Verified:
    """Run a command in a copy of a project with changes applied; the project itself stays as it is.

    `files` are those to copy. The first word `python` is the project's own interpreter (in `.venv` or `venv`), or the
    one on PATH. The copy's `src` comes first on PYTHONPATH, so that a package which is installed in place is not taken
    from the project. Raises UpdateError where the command cannot be started, or the module that it runs is not there.
    """
    with tempfile.TemporaryDirectory(prefix="scaffold-verify-") as folder:
        copy = Path(folder) / project.name
        _copy(project, files, copy)
        _change(copy, changes)
        words = [_program(project, command[0]), *command[1:]]
        try:
            done = subprocess.run(  # noqa: S603  the pack's own command, on request
                words,
                cwd=copy,
                env=_environment(copy),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
            )
        except OSError as error:
            raise UpdateError(f"cannot verify: {words[0]} does not start: {error.strerror}") from error
    if done.returncode and (module := _module(command)) and f"No module named {module}\n" in done.stdout:
        message, hint = f"cannot verify: {words[0]} has no {module}", "install what the project's tests need first"
        raise UpdateError(message, hint)
    return Verified(done.returncode == 0, " ".join(command), done.stdout)


def _module(command: Sequence[str]) -> str | None:
    """Return the module of `python -m MODULE`."""
    return command[2] if len(command) > 2 and command[1] == "-m" else None  # noqa: PLR2004


def _copy(project: Path, files: Iterable[str], copy: Path) -> None:
    copy.mkdir()
    for path in files:
        place = copy / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(project / path, place, follow_symlinks=False)


def _change(copy: Path, changes: Mapping[str, NewFile | None]) -> None:
    """Remove before anything is written: a file may become a folder, and a folder a file."""
    for path in sorted(changes, reverse=True):  # what is in a folder before the folder
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            (copy / path).unlink()
        _drop_empty(copy, path)
    for path, file in changes.items():
        if file is not None:
            place = copy / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if file.mode == LINK:
                place.symlink_to(os.fsdecode(file.content))
            else:
                place.write_bytes(file.content)
                place.chmod(file.mode)


def _drop_empty(copy: Path, path: str) -> None:
    """Remove the folders above a path that hold nothing now."""
    with contextlib.suppress(OSError):
        for folder in Path(path).parents[:-1]:
            (copy / folder).rmdir()


def _program(project: Path, name: str) -> str:
    if name != "python":
        return name
    for folder in _ENVIRONMENTS:
        for program in ("python", "python.exe"):
            if (project / folder / program).is_file():
                return str((project / folder / program).absolute())
    found = shutil.which("python") or shutil.which("python3")
    if found is None:
        raise UpdateError("cannot verify: there is no Python here", "make .venv in the project, or activate one")
    return found


def _environment(copy: Path) -> dict[str, str]:
    before = os.environ.get("PYTHONPATH")
    places = [str(copy / "src"), str(copy), *([before] if before else [])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
