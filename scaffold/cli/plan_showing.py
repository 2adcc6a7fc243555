"""A plan in words and as data."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from scaffold.cli.terminal import paint, say
from scaffold.merge.model import Item, Kind, Note, Region
from scaffold.render import Finding
from scaffold.update.planning import Update
from scaffold.update.settings import SettingChange

_GROUPS: dict[Kind, str] = {
    "added": "added",
    "updated": "updated",
    "merged": "merged with your edits",
    "moved": "moved",
    "deleted": "deleted",
    "kept": "kept as you have it",
    "conflict": "in conflict",
}
"""The groups in the order in which they are shown: what a person must act on comes last."""

_NAMED = 5
"""Files that are kept for one reason, and still listed by name."""

_COLOURS = {"conflict": "error", "kept": "dim"}


def show_plan(update: Update) -> None:
    """Print what an update does, grouped by what happens."""
    items = update.plan.items
    for kind, title in _GROUPS.items():
        group = [item for item in items if item.kind == kind]
        if group:
            say(f"{paint(title, _COLOURS.get(kind, 'path'))} ({len(group)})")
            _show_items(group)
            say()
    show_notes(update.plan.notes)
    _show_rules("where rows break a new limit, the migration stops and tells how many do", update.limits)
    _show_rules("rows keep what they have, valid or not; only what is written anew is checked", update.unchecked)
    _show_settings(update.settings)
    _show_findings(update.findings)


def show_notes(notes: Sequence[Note]) -> None:
    """Print the lines that still name what has moved or is gone."""
    if notes:
        say(f"{paint('note:', 'note')} these lines name what has moved or is gone; they were left as they are")
        for note in notes:
            say(f"  {note.path}:{note.line}: {note.text.strip()}")
        say()


def _show_rules(what: str, rules: Sequence[str]) -> None:
    """Print what rows may break, and what becomes of those that do."""
    if rules:
        say(f"{paint('note:', 'note')} {what}")
        for rule in rules:
            say(f"  {rule}")
        say()


def _show_settings(changes: Sequence[SettingChange]) -> None:
    """Print what those who run the service have to know."""
    if not changes:
        return
    say(f"{paint('note:', 'note')} the service reads other variables of its environment, wherever it runs")
    for change in changes:
        if change.now != change.was:
            say(f"  {change.was} is {change.now}" if change.now else f"  {change.was} is read no more")
    for change in changes:
        if change.other_default:
            values = " is {1}, and was {0}".format(*change.defaults) if change.defaults else " is another"
            say(f"  {change.now}: the default{values}; to keep the old one, set it, or write it in the spec")
    say()


def _show_findings(findings: Sequence[Finding]) -> None:
    """Print what changes for others; what breaks them comes last."""
    for breaks, what in ((False, "this changes for others, and breaks none"), (True, "this breaks others")):
        group = [finding for finding in findings if finding.breaks == breaks]
        if group:
            say(f"{paint('warning:' if breaks else 'note:', 'warning' if breaks else 'note')} {what}")
            for finding in group:
                say(f"  {finding.name}: {finding.text}")
            say()


def regions_text(regions: Iterable[Region]) -> str:
    """Return where conflicts stand, such as `lines 3-9, 20-24`."""
    places = ", ".join(f"{region.first}-{region.last}" for region in regions)
    return f"lines {places}" if places else ""


def data_of(update: Update, *, written: bool, branch: str | None = None, left: Sequence[str] = ()) -> dict[str, object]:
    """Return the plan for `--json`; `left` is what git ignores, and is not on the branch."""
    plan = update.plan
    return {
        "ok": not plan.conflicts,
        "project": str(Path(update.project).absolute()),
        "from": update.before.scaffold,
        "to": update.lock.scaffold,
        "due": update.is_due,
        "needed": update.is_needed,
        "written": written,
        "branch": branch,
        "ignored": list(left),
        "revision": update.revision.id if update.revision else None,
        "items": [_item(item) for item in plan.items],
        "conflicts": [
            {"path": each.path, "kind": each.kind, "reason": each.reason, "lines": [list(it) for it in each.regions]}
            for each in plan.conflicts
        ],
        "notes": [note._asdict() for note in plan.notes],
        "limits": list(update.limits),
        "unchecked": list(update.unchecked),
        "settings": [change._asdict() for change in update.settings],
        "findings": [finding._asdict() for finding in update.findings],
    }


def _show_items(group: Sequence[Item]) -> None:
    lines = [(_place(item), _reason(item)) for item in group]
    if group[0].kind == "moved":
        lines = _moves(group)
    elif group[0].kind == "kept":
        lines = _kept(group)
    width = min(max(len(place) for place, _ in lines), 72)
    for place, reason in lines:
        say(f"  {place:<{width}}  {paint(reason, 'dim')}".rstrip())


def _reason(item: Item) -> str:
    where = regions_text(item.regions)
    return f"{where}: {item.reason}" if where else item.reason


def _kept(group: Sequence[Item]) -> list[tuple[str, str]]:
    """Return a line for each file, and one for many of the same reason: nothing happens to them."""
    reasons = Counter(_reason(item) for item in group)
    many = {reason: count for reason, count in reasons.items() if count > _NAMED}
    few = [(_place(item), _reason(item)) for item in group if _reason(item) not in many]
    return [*few, *((f"{count} files", reason) for reason, count in many.items())]


def _moves(group: Sequence[Item]) -> list[tuple[str, str]]:
    """Return a line for each folder of which several files moved alike, and one for each other file."""
    folders: dict[tuple[str, str], list[Item]] = {}
    for item in group:
        folders.setdefault(_moved_folder(item.source or "", item.path), []).append(item)
    lines: list[tuple[str, str]] = []
    for (old, new), items in folders.items():
        if len(items) > 1 and old and new:
            lines.append((f"{old}/ -> {new}/", f"{len(items)} files; --json lists them"))
        else:
            lines += [(_place(item), _reason(item)) for item in items]
    return lines


def _moved_folder(source: str, path: str) -> tuple[str, str]:
    """Return the folders that a file moved between, without what both paths end with."""
    old, new = source.split("/")[:-1], path.split("/")[:-1]
    if source.rpartition("/")[2] != path.rpartition("/")[2]:
        return source, path
    while old and new and old[-1] == new[-1]:
        old.pop()
        new.pop()
    return "/".join(old), "/".join(new)


def _place(item: Item) -> str:
    return f"{item.source} -> {item.path}" if item.source else item.path


def _item(item: Item) -> dict[str, object]:
    return {"kind": item.kind, "path": item.path, "from": item.source, "reason": item.reason}
