"""`scaffold repair`: a damaged or contradictory `.scaffold` folder made whole again."""

from pathlib import Path

from scaffold.cli.failures import told
from scaffold.cli.opening import open_project
from scaffold.cli.packs import Choice, templates_of
from scaffold.cli.terminal import give, reporting, say
from scaffold.project.holding import holding
from scaffold.project.model import Lock
from scaffold.update.rendering import Generated
from scaffold.update.repair import Repaired, repair


def run(*, as_json: bool, trust: bool) -> None:
    """Repair the project of the working folder."""
    with told(as_json=as_json):
        project = open_project()
        with holding(project, "repair"):
            done = repair(project, lambda lock: _generated(project, lock, trust=trust))
        with reporting("the repair has ended"):
            if as_json:
                give({"ok": True, "how": done.how, "lost": list(done.lost), "missing": list(done.missing)})
            else:
                _say(done)


def _say(done: Repaired) -> None:
    say(done.how[:1].upper() + done.how[1:] + ".")
    if done.lost:
        say()
        say("What the templates wrote last is lost for these files, so that your version stays, and changes of the")
        say("templates since then are not merged into it; compare them by scaffold diff:")
        for path in done.lost:
            say(f"  {path}")

    if done.missing:
        say()
        say("These files are not here, and git has never had them; scaffold restore PATH writes them:")
        for path in done.missing:
            say(f"  {path}")


def _generated(project: Path, lock: Lock | None, *, trust: bool) -> Generated:
    """Render a project by its own packs; by the built-in templates, where nothing tells which it has."""
    packs, history = (lock.packs, lock.history) if lock else ((), ())
    return templates_of(project, Choice(trust=trust), packs).generated(history)
