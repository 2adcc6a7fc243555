"""`scaffold restore`: files as the templates wrote them last."""

from collections.abc import Mapping
from pathlib import Path

from scaffold.cli.choosing import apart_from_spec, chosen_files
from scaffold.cli.failures import RefusedError, told
from scaffold.cli.opening import open_project
from scaffold.cli.signals import stopped_by_signals
from scaffold.cli.terminal import give, reporting, say
from scaffold.project.holding import holding
from scaffold.project.lock import read_lock
from scaffold.project.pending import read_pending
from scaffold.project.snapshot import WorkingTree
from scaffold.render import RenderedFile
from scaffold.update.comparing import differences
from scaffold.update.restoring import restore


def run(paths: list[Path], *, as_json: bool) -> None:
    """Restore the generated files at or below the paths; the spec only where it is named itself."""
    with told(as_json=as_json):
        project = open_project()
        with holding(project, "restore"):
            if read_pending(project) is not None:
                hint = "scaffold update --continue ends it, --undo goes back"
                raise RefusedError("the last update left conflicts to settle", hint)
            chosen = apart_from_spec(project, chosen_files(project, read_lock(project), paths), paths)
            left = [found.path for found in differences(chosen.own, WorkingTree(project)) if found.change != "moved"]
            with stopped_by_signals():
                changed = restore(project, chosen.files, lambda: _generated(project))
        count = f"{len(changed)} file{'s' * (len(changed) != 1)}"
        with reporting(f"{count} {'was' if len(changed) == 1 else 'were'} restored" if changed else None):
            if as_json:
                give({"ok": True, "restored": list(changed), "left": left})
            else:
                _say(changed, left, count)


def _generated(project: Path) -> Mapping[str, RenderedFile]:
    """Return what the project's own packs write, at the version that it was made from."""
    from scaffold.cli.packs import Choice, templates_of

    return templates_of(project, Choice()).generated(read_lock(project).history).files


def _say(changed: tuple[str, ...], left: list[str], count: str) -> None:
    for path in changed:
        say(f"  {path}")
    if changed:
        say(f"Restored: {count}. scaffold update --undo goes back.")
    elif not left:
        say("Nothing differs from what the templates wrote last.")
    if left:
        say(f"Your own, and left as it is: {', '.join(left)}. Name it to restore it too.")
