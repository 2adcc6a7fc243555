"""`scaffold status`: how a project stands."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import typer

from scaffold import __version__
from scaffold.cli import showing
from scaffold.cli.failures import told
from scaffold.cli.opening import open_project
from scaffold.cli.packs import NO_WORDS, Choice, templates_of
from scaffold.cli.plan_showing import regions_text
from scaffold.cli.terminal import give, paint, say
from scaffold.cli.update import CONFLICTS, NEEDED
from scaffold.update.comparing import Difference
from scaffold.update.finishing import ConflictStatus
from scaffold.update.planning import Update
from scaffold.update.standing import Standing, standing

_SHOWN = 20
"""Changed files that are listed by name."""


def run(*, as_json: bool, trust: bool = False) -> None:
    """Show the project of the working folder; exits with 3 for conflicts left, 4 where an update is due or drift."""
    with told(as_json=as_json):
        project = open_project(writes=False)
        notes: list[str] = []

        def plan() -> Update:
            templates = templates_of(project, Choice(newest=True, trust=trust))
            notes.extend(templates.notes)
            return templates.plan(None, NO_WORDS)

        found = standing(project, plan)
        if as_json:
            give(_data(project, found) | {"notes": notes})
        else:
            showing.notes(notes)
            _show(found)
    if found.left:
        raise typer.Exit(CONFLICTS)
    if found.is_due:
        raise typer.Exit(NEEDED)


def _show(found: Standing) -> None:
    say(f"templates  {_version(found)}")
    say(f"update     {_due(found)}")
    say(f"yours      {_changes(found.changed)}")
    _show_left(found)
    _show_unshared(found)
    if found.drift:
        say()
        say(f"{paint('edited, but only generated', 'warning')} ({len(found.drift)})")
        for each in found.drift:
            say(f"  {each.path}  {paint('scaffold restore PATH takes the edit back', 'dim')}")
    if found.changed:
        say()
        say("changed since generation; scaffold diff shows how")
        for each in found.changed[:_SHOWN]:
            say(f"  {each.change:<9} {each.path}")
        if len(found.changed) > _SHOWN:
            say(f"  and {len(found.changed) - _SHOWN} more")


def _show_left(found: Standing) -> None:
    if found.given_up:
        say()
        say("The last update left conflicts, but no longer stands: git has put back what it changed.")
        say("scaffold update --undo clears what is left of it; or bring it back (git stash pop, git switch)")
        return
    recorded = [left for left in found.left if not left.committed]
    committed = [left for left in found.left if left.committed]
    if recorded:
        _show_conflicts("left by the last update", recorded)
        say("scaffold update --continue ends the update, --undo goes back")
    if committed:
        _show_conflicts("committed with the markers of an earlier update", committed)
        say("Edit the files, and commit them; scaffold update --continue says which markers are left")


def _show_conflicts(whence: str, conflicts: Sequence[ConflictStatus]) -> None:
    say()
    say(f"{paint('in conflict', 'error')} ({len(conflicts)}), {whence}")
    for left in conflicts:
        say(f"  {left.conflict.path}  {paint(_state(left), 'dim')}")
    say()


def _show_unshared(found: Standing) -> None:
    if found.unshared:
        say()
        say(f"{paint('ignored by git', 'warning')} ({len(found.unshared)}), though a clone cannot do without")
        for path, rule in found.unshared.items():
            say(f"  {path}  {paint(str(rule), 'dim')}")
        say()
        say("git add --force PATH adds it nevertheless")


def _version(found: Standing) -> str:
    packs = [f"{pack.source} at {pack.commit[:7]}" if pack.commit else pack.source for pack in found.lock.packs]
    foreign = bool(found.lock.packs) and found.lock.packs[0].kind != "scaffold"
    written = f"{', '.join(packs)}, written by" if foreign else "of"
    behind = f"; this is {__version__}" if found.is_behind else ""
    over = f", with {', '.join(packs)}" if packs and not foreign else ""
    return f"{written} scaffold {found.lock.scaffold}{over}{behind}"


def _due(found: Standing) -> str:
    if found.left:
        return "not finished"
    if found.words_needed:
        return "due, and needs a word of yours: " + "; ".join(found.words_needed)
    if found.unknown is not None:
        return f"nobody can tell: {found.unknown}"
    if found.update is None or not found.update.is_due:
        return "none is due"
    counts = Counter(item.kind for item in found.update.plan.items)
    told_ = ", ".join(f"{count} {kind}" for kind, count in counts.items() if kind != "kept")
    return f"due: {told_} (scaffold update --dry-run shows it)"


def _changes(changed: Sequence[Difference]) -> str:
    if not changed:
        return "every file is as it was generated"
    counts = Counter(each.change for each in changed)
    return ", ".join(f"{count} {change}" for change, count in counts.items())


def _state(left: ConflictStatus) -> str:
    if left.regions:
        return regions_text(left.regions)
    if left.fault is not None:
        return f"does not parse: {left.fault}"
    if left.as_before:
        return "as before the update, without the templates' change"
    if left.conflict.markers or not left.stands:
        return "settled" if left.stands else "settled: you deleted it"
    where = f"; the templates' version: {left.conflict.theirs}" if left.conflict.theirs else ""
    return f"{left.conflict.reason}{where}"


def _data(project: Path, found: Standing) -> dict[str, object]:
    return {
        "project": str(project),
        "from": found.lock.scaffold,
        "to": __version__,
        "behind": found.is_behind,
        "due": found.is_due,
        "unknown": found.unknown,
        "words_needed": list(found.words_needed),
        "conflicts": [
            {
                "path": left.conflict.path,
                "kind": left.conflict.kind,
                "reason": left.conflict.reason,
                "lines": [[region.first, region.last] for region in left.regions],
                "open": left.is_open,
                "theirs": left.conflict.theirs,
                "committed": left.committed,
            }
            for left in found.left
        ],
        "ignored": [{"path": path, **rule._asdict()} for path, rule in found.unshared.items()],
        "given_up": found.given_up,
        "drift": [each.path for each in found.drift],
        "changed": [{"path": each.path, "change": each.change} for each in found.changed],
    }
