"""`scaffold diff`: what the team wrote, against what the templates wrote last."""

from pathlib import Path

from scaffold.cli.choosing import chosen_files
from scaffold.cli.opening import open_project
from scaffold.cli.terminal import paint, say
from scaffold.project.lock import read_lock
from scaffold.project.snapshot import WorkingTree
from scaffold.update.comparing import Difference, differences, told_apart, unified
from scaffold.update.planning import Baseline

_COLOURS = {"+": "good", "-": "error", "@": "note"}


def run(paths: list[Path]) -> None:
    """Print a unified diff of each changed file at or below the paths, or of all."""
    project = open_project(writes=False)
    lock = read_lock(project)
    baseline = Baseline(project, lock)
    for found in told_apart(project, differences(chosen_files(project, lock, paths), WorkingTree(project))):
        _show(found, baseline)


def _show(found: Difference, baseline: Baseline) -> None:
    if found.change in {"mode", "moved", "replaced"}:
        say(paint(f"{found.change}: {found.path}", "path"))
        return
    if found.file.private:
        say(
            paint(
                f"{found.change}: {found.path} (git ignores it, so that no copy of the templates' version is kept)",
                "path",
            )
        )
        return
    before = baseline.read(found.file.path)
    if found.change in {"deleted", "missing"}:
        say(paint(f"{found.change}: {found.path}", "path"))
    lines = unified(before, found.content or b"", found.path)
    if not lines and found.change == "edited":
        say(paint(f"line ends: {found.path}", "path"))
    for number, line in enumerate(lines):
        say(paint(line, "path" if number < 2 else _COLOURS.get(line[:1], "dim")))  # noqa: PLR2004  the two file names
