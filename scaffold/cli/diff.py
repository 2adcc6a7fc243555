"""`scaffold diff`: what the team wrote, against what the templates wrote last."""

import os
from pathlib import Path

from scaffold.cli.failures import RefusedError
from scaffold.cli.opening import open_project
from scaffold.cli.terminal import paint, say
from scaffold.project.lock import read_lock
from scaffold.project.snapshot import WorkingTree
from scaffold.tusk import did_you_mean
from scaffold.update.comparing import Difference, differences, unified
from scaffold.update.planning import Baseline

_COLOURS = {"+": "good", "-": "error", "@": "note"}


def run(paths: list[Path]) -> None:
    """Print a unified diff of each changed file at or below the paths, or of all."""
    project = open_project()
    lock = read_lock(project)
    wanted = [_inside(project, path) for path in paths]
    known = {file.at or file.path for file in lock.files.values()}
    for path in wanted:
        if path and not any(_covers(path, each) for each in known):
            raise RefusedError(f"{path} is no file that scaffold made", did_you_mean(path, known))
    baseline = Baseline(project, lock)
    for found in differences(lock.files.values(), WorkingTree(project)):
        if not wanted or any(_covers(path, found.path) for path in wanted):
            _show(found, baseline)


def _show(found: Difference, baseline: Baseline) -> None:
    if found.change in {"mode", "moved", "replaced"}:
        say(paint(f"{found.change}: {found.path}", "path"))
        return
    before = baseline.read(found.file.path)
    if found.change == "deleted":
        say(paint(f"deleted: {found.path}", "path"))
    for number, line in enumerate(unified(before, found.content or b"", found.path)):
        say(paint(line, "path" if number < 2 else _COLOURS.get(line[:1], "dim")))  # noqa: PLR2004  the two file names


def _inside(project: Path, path: Path) -> str:
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  a link is named, not followed
    root = Path(os.path.abspath(project))  # noqa: PTH100
    if not absolute.is_relative_to(root):
        raise RefusedError(f"{path} is not in the project {project}")
    relative = absolute.relative_to(root).as_posix()
    return "" if relative == "." else relative


def _covers(path: str, file: str) -> bool:
    return not path or file == path or file.startswith(f"{path}/")
