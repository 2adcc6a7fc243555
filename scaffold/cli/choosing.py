"""Generated files that a person names on the command line."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from scaffold.cli.failures import RefusedError
from scaffold.project.model import Lock, TrackedFile
from scaffold.project.spec_files import FEATURE
from scaffold.tusk import did_you_mean


def chosen_files(project: Path, lock: Lock, paths: Sequence[Path]) -> list[TrackedFile]:
    """Return the generated files at or below the paths, or all without any; paths are from the working folder.

    Raises RefusedError for a path that is outside the project, or where nothing was generated.
    """
    wanted = [_inside(project, path) for path in paths]
    known = [file.at or file.path for file in lock.files.values()]
    for path in wanted:
        if not any(_covers(path, each) for each in known):
            raise RefusedError(f"{path} is no file that scaffold made", did_you_mean(path, known))
    return [
        file
        for file in lock.files.values()
        if not wanted or any(_covers(path, file.at or file.path) for path in wanted)
    ]


class Chosen(NamedTuple):
    """Files that a person chose; `own` are those that are a person's to write, and were not named themselves."""

    files: list[TrackedFile]
    own: list[TrackedFile]


def apart_from_spec(project: Path, files: Sequence[TrackedFile], paths: Sequence[Path]) -> Chosen:
    """Set the spec, what it includes, and files that git ignores apart, unless a path names them.

    A person writes the spec, no template; and what git ignores may hold secrets that nothing else knows.
    """
    named = {_inside(project, path) for path in paths}
    mine = (file for file in files if file.feature == FEATURE or (file.private and _stands(project, file)))
    own = {file.path for file in mine if (file.at or file.path) not in named}
    return Chosen([file for file in files if file.path not in own], [file for file in files if file.path in own])


def _stands(project: Path, file: TrackedFile) -> bool:
    return os.path.lexists(project / (file.at or file.path))


def _inside(project: Path, path: Path) -> str:
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  a link is named, not followed
    root = Path(os.path.abspath(project))  # noqa: PTH100
    if not absolute.is_relative_to(root):
        raise RefusedError(f"{path} is not in the project {project}")
    relative = absolute.relative_to(root).as_posix()
    return "" if relative == "." else relative


def _covers(path: str, file: str) -> bool:
    return not path or file == path or file.startswith(f"{path}/")
