"""`scaffold restore`: files as the templates wrote them last."""

from pathlib import Path

from scaffold.cli.choosing import chosen_files
from scaffold.cli.failures import RefusedError, told
from scaffold.cli.opening import open_project
from scaffold.cli.signals import stopped_by_signals
from scaffold.cli.terminal import give, say
from scaffold.project.holding import holding
from scaffold.project.lock import read_lock
from scaffold.project.pending import read_pending
from scaffold.update.restoring import restore


def run(paths: list[Path], *, as_json: bool) -> None:
    """Restore the generated files at or below the paths."""
    with told(as_json=as_json):
        project = open_project()
        with holding(project, "restore"):
            if read_pending(project) is not None:
                hint = "scaffold update --continue ends it, --undo goes back"
                raise RefusedError("the last update left conflicts to settle", hint)
            files = chosen_files(project, read_lock(project), paths)
            with stopped_by_signals():
                changed = restore(project, files)
        if as_json:
            give({"ok": True, "restored": list(changed)})
        elif not changed:
            say("Nothing differs from what the templates wrote last.")
        else:
            for path in changed:
                say(f"  {path}")
            say(f"Restored: {len(changed)} file{'s' * (len(changed) != 1)}. scaffold update --undo goes back.")
