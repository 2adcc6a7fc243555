"""`scaffold update --undo` and `--continue`: the two ends of an update."""

from collections.abc import Sequence

import typer

from scaffold.cli.failures import told
from scaffold.cli.opening import open_project
from scaffold.cli.plan_showing import regions_text
from scaffold.cli.signals import stopped_by_signals
from scaffold.cli.terminal import complain, give, paint, reporting, say
from scaffold.cli.update import CONFLICTS
from scaffold.evolution import Revision
from scaffold.project.holding import holding
from scaffold.project.undoing import Undone
from scaffold.update.finishing import ConflictStatus, end, go_back


def undo(*, as_json: bool) -> None:
    """Put the project of the working folder back to before its last update."""
    with told(as_json=as_json):
        with stopped_by_signals():
            done = go_back(open_project())
        with reporting("the last update was undone"):
            if as_json:
                kept = [list(pair) for pair in done.kept]
                gone = [revision.id for revision in done.revisions]
                restored = list(done.restored)
                give({"ok": True, "restored": restored, "kept": kept, "in_part": done.in_part, "revisions": gone})
            else:
                _say_undone(done)


def finish(*, as_json: bool) -> None:
    """End the update of the working folder's project; exits with 3 while conflicts are open."""
    with told(as_json=as_json):
        project = open_project()
        with holding(project, "update --continue"):
            ended = end(project)
        with reporting("the update is finished" if ended.settled else None):
            if as_json:
                give({"ok": not ended.open, "open": [left.conflict.path for left in ended.open]})
            elif ended.open:
                _refuse(ended.open)
            else:
                _say(ended.settled)
        if ended.open:
            raise typer.Exit(CONFLICTS)


def _say_undone(done: Undone) -> None:
    count = len(done.restored)
    if done.in_part:
        say("Git had put back a part of what the update changed; the rest went back now, and the update is over.")
    else:
        say(f"Went back: {count} file{'s' * (count != 1)} {'is' if count == 1 else 'are'} as before the update.")
    if done.kept:
        say()
        say("From before the update, and nowhere else:" if done.in_part else "Changed since the update, and kept:")
        for path, place in done.kept:
            say(f"  {path}  {paint(f'is now {place}', 'dim')}")
    _warn_of(done.revisions)


def _warn_of(gone: Sequence[Revision]) -> None:
    """Tell of the revisions that are gone; they follow each other, so that the way back ends before the first."""
    if gone:
        names = " and ".join(revision.id for revision in gone)
        before = (gone[0].follows or gone[0].parents)[0]
        say()
        say(f"{paint('note:', 'note')} no code has revision {names} now, and a database that ran it cannot be migrated")
        say(f"  for one that did: scaffold update, alembic downgrade {before} on it, and then --undo")


def _refuse(still: tuple[ConflictStatus, ...]) -> None:
    complain(f"{len(still)} conflict{'s' * (len(still) != 1)} to settle first:")
    for left in still:
        why = f"markers, {regions_text(left.regions)}" if left.regions else f"does not parse: {left.fault}"
        complain(f"  {left.conflict.path}  {why}")


def _say(settled: tuple[ConflictStatus, ...]) -> None:
    if not settled:
        say("No conflict is left to settle.")
        return
    say("The update is finished.")
    for left in settled:
        if not left.conflict.markers or left.as_before:
            what = "stays as you have it" if left.stands else "stays deleted"
            what = "is as before the update, without the templates' change" if left.as_before else what
            say(f"  {left.conflict.path}  {paint(what, 'dim')}")
