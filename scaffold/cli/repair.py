"""`scaffold repair`: a damaged or contradictory `.scaffold` folder made whole again."""

from scaffold.catalog import load_catalog
from scaffold.cli.failures import told
from scaffold.cli.opening import open_project
from scaffold.cli.terminal import give, say
from scaffold.project.holding import holding
from scaffold.update.repair import repair


def run(*, as_json: bool) -> None:
    """Repair the project of the working folder."""
    with told(as_json=as_json):
        project = open_project()
        with holding(project, "repair"):
            done = repair(project, load_catalog())
        if as_json:
            give({"ok": True, "how": done.how, "lost": list(done.lost)})
            return
        say(done.how[:1].upper() + done.how[1:] + ".")
        if done.lost:
            say()
            say("What the templates wrote last is lost for these files, so that your version stays, and changes of the")
            say("templates since then are not merged into it; compare them by scaffold diff:")
            for path in done.lost:
                say(f"  {path}")
