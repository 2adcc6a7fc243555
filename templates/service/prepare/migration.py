"""A migration: from one description of data to the next, and back."""

import itertools
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from scaffold.evolution import Change, EntityChange, FieldChange, Step, StoredChange, new_limits
from scaffold.spec.bounds import NUMBERS
from scaffold.spec.model import Field

from .altering import Alteration, alteration
from .blocks import Statement, lines
from .creation import creation, removal
from .kinds import POSTGRESQL, SA, Names, names_of
from .layout import STEP, WIDTH
from .rules import is_document, is_given_value, is_lost_text, is_without_value
from .strings import quoted

OP = "from alembic import op"
_IMPORTS = {"error": "from alembic.util import CommandError", "op": OP, "postgresql": POSTGRESQL, "sa": SA}


class Migration(NamedTuple):
    """What a revision's file says.

    `up` and `down` are the docstrings of its functions, `upgrade` and `downgrade` the lines of their bodies; `title` is
    the docstring of the module, and `refuses` whether rows that exist can stop it.
    """

    title: str
    parents: str
    up: str
    down: str
    upgrade: tuple[str, ...]
    downgrade: tuple[str, ...]
    imports: tuple[str, ...]
    refuses: bool


Text = Callable[[StoredChange, int], str]
"""Renders what makes one version of what a feature stores, or takes it back."""


def migrations(package: str) -> Callable[[Step, Text], Migration]:
    """Return what makes the migration of each revision."""

    def migration(step: Step, stored: Text) -> Migration:
        before, after = names_of(step.before, package), names_of(step.entities, package)
        upgrade = _beside(lines(_way(step.changes, before, after, back=False)), step.stored_changes, stored)
        downgrade = _beside(lines(_way(step.undo, after, before, back=True)), step.stored_undo, stored)
        body = "\n".join((*upgrade, *downgrade))
        refuses = "refuse_rows(" in body
        used = set(re.findall(r"\b(op|postgresql|sa)\.", body)) | ({"error", "op", "sa"} if refuses else set())
        used |= {"error"} if "CommandError(" in body else set()
        imports = tuple(_IMPORTS[name] for name in sorted(used))
        up = _docstring("Go to this revision.", step.changes, step.stored_changes)
        down = _docstring("Go back.", step.undo, step.stored_undo, back=True)
        return Migration(_title(step), _parents(step), up, down, upgrade, downgrade, imports, refuses)

    return migration


def _beside(entities: Iterable[str], changes: Sequence[StoredChange], stored: Text) -> tuple[str, ...]:
    """Put what features store beside the entities' tables: what falls before them, as it may refer to them."""
    texts = {rises: [_stored(each, stored) for each in changes if each.rises == rises] for rises in (False, True)}
    return (*itertools.chain(*texts[False]), *entities, *itertools.chain(*texts[True]))


def _stored(change: StoredChange, stored: Text) -> list[str]:
    return [line for version in change.versions for line in stored(change, version).rstrip().splitlines()]


def _way(
    changes: Sequence[Change], old: Mapping[str, Names], new: Mapping[str, Names], *, back: bool
) -> Iterator[Statement]:
    """Give the statements: rows are checked, columns leave, names change, tables come, columns come, tables leave.

    So a table is there before a reference to it, and none refers to one that leaves.
    """
    kept = [_altered(change, old, new, back=back) for change in changes if change.before and change.after]
    for each in kept:
        yield from each.check
    renamed = [each for each in kept if each.rename]
    for each in renamed:
        yield from each.leave
    for each in renamed:
        yield from each.rename
    yield from creation(
        [(change.after, new[change.after.name]) for change in changes if change.after and not change.before]
    )
    for each in kept:
        if not each.rename:
            yield from each.leave
        yield from each.change
    gone = {change.before.name for change in changes if change.before and not change.after}
    yield from removal([(names.entity, names) for name, names in old.items() if name in gone])


def _altered(change: EntityChange, old: Mapping[str, Names], new: Mapping[str, Names], *, back: bool) -> Alteration:
    before, after = (entity.name if entity else "" for entity in (change.before, change.after))
    return alteration(change, old[before], new[after], back=back)


def _title(step: Step) -> str:
    if not step.parents:
        return "The first tables."
    done = [text[0].upper() + text[1:] + "." for text in step.summaries]
    if len(done) == 1:
        return done[0]
    first = "Change the tables." if done else "Bring branches together."
    return first + ("\n\n" + "".join(f"- {text}\n" for text in done) if done else "")


def _parents(step: Step) -> str:
    if len(step.parents) > 1:
        return f"({', '.join(map(quoted, step.parents))})"
    return quoted(step.parents[0]) if step.parents else "None"


def _docstring(first: str, changes: Sequence[Change], stored: Sequence[StoredChange], *, back: bool = False) -> str:
    """Return what a function does, and which data it costs."""
    lost = [*_lost(changes), *(each.feature for each in stored if not each.after)]
    empty = [*_empty(changes), *(each.feature for each in stored if not each.before)] if back else []
    given = [path for path, field in _paths(changes) if is_given_value(field, back=back)]
    without = list(_without_value(changes, back=back))
    sentences = []
    if lost:
        sentences.append(f"What is lost: {', '.join(lost)}.")
    if empty:
        sentences.append(f"What comes back without its data: {', '.join(empty)}.")
    sentences += [f"{what}: {', '.join(paths)}." for what, paths in _narrowed(changes).items()]
    if given:
        sentences.append(f"Rows without a value get a default: {', '.join(given)}.")
    if without:
        sentences.append(f"Fails where a row has no value for {', '.join(without)}.")
    broken = [
        path
        for path, field in _paths(changes)
        if new_limits(field) or is_lost_text(field, back=back) or is_document(field)
    ]
    if broken:
        sentences.append(f"Fails where rows break a new limit of {', '.join(broken)}.")
    if not sentences:
        return first
    paragraphs = [_wrapped(sentence) for sentence in sentences]
    return "\n".join((first, "", *paragraphs)) + f"\n{' ' * STEP}"


def _narrowed(changes: Iterable[Change]) -> dict[str, list[str]]:
    """Return what becomes of values that do not fit, with the fields where that can be."""
    found: dict[str, list[str]] = {}
    for name, field in _fields(changes):
        if field.conversion == "narrowed" and field.before and field.after:
            found.setdefault(_fate(field.before, field.after), []).append(f"{name}.{field.before.name}")
    return found


def _fate(before: Field, after: Field) -> str:
    if before.type in NUMBERS and after.type in NUMBERS:
        return "Numbers are rounded, halves away from zero, and become the nearest that fits"
    if after.type == "date":
        return "Moments are cut to their day in UTC"
    if after.type == "enum" or after.type in NUMBERS:
        return "Values that there are no more get another"
    return "Texts are cut where they are too long"


def _lost(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        if change.before and not change.after:
            yield change.before.name
    for name, field in _fields(changes):
        if field.before and (field.after is None or field.conversion == "replaced"):
            yield f"{name}.{field.before.name}"


def _empty(changes: Iterable[Change]) -> Iterator[str]:
    """Give what was dropped on the way there."""
    for change in changes:
        if change.after and not change.before:
            yield change.after.name
        elif change.after:
            for field in change.fields:
                if field.after and (field.before is None or field.conversion == "replaced"):
                    yield f"{change.after.name}.{field.after.name}"


def _without_value(changes: Iterable[Change], *, back: bool) -> Iterator[str]:
    for change in changes:
        for field in change.fields if change.before else ():
            if is_without_value(field, back=back) and change.after and field.after:
                yield f"{change.after.name}.{field.after.name}"


def _paths(changes: Iterable[Change]) -> Iterator[tuple[str, FieldChange]]:
    """Give the fields that there are afterwards."""
    yield from ((f"{name}.{field.after.name}", field) for name, field in _fields(changes) if field.after)


def _fields(changes: Iterable[Change]) -> Iterator[tuple[str, FieldChange]]:
    for change in changes:
        if change.before and change.after:
            yield from ((change.before.name, field) for field in change.fields)


def _wrapped(text: str) -> str:
    margin = " " * STEP
    return textwrap.fill(text, WIDTH, initial_indent=margin, subsequent_indent=margin, break_long_words=False)
