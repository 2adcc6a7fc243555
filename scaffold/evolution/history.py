"""The chain of revisions: its ends, what the data looks like at each, and the revision that comes next."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from scaffold.evolution.changes import Change, EntityChange, FieldChange, pairs
from scaffold.evolution.errors import DamagedError, WordNeededError
from scaffold.evolution.fills import FillError, fill_of
from scaffold.evolution.joining import Branch, join, renames_of
from scaffold.evolution.model import Data, Revision, Stored, Words
from scaffold.evolution.naming import slug_of, summaries
from scaffold.evolution.ordering import check_order
from scaffold.evolution.stored import StoredChange, stored_changes
from scaffold.spec.model import Entity

History = Sequence[Revision]
_NONE = Words()


class Step(NamedTuple):
    """A revision, and the way to it: what templates see as `revision`.

    `changes` hold every entity, those that do not differ included, with the values that rows without one get; `undo`
    holds the way back in the same form, where a value to fill in is the default of the field as it was.
    `stored_changes` and `stored_undo` are what differs in what features store: what falls goes before the entities'
    changes, what rises comes after them. `stored` is what they store after it.
    """

    id: str
    slug: str
    parents: tuple[str, ...]
    before: tuple[Entity, ...]
    entities: tuple[Entity, ...]
    changes: tuple[Change, ...]
    undo: tuple[Change, ...]
    stored_changes: tuple[StoredChange, ...] = ()
    stored_undo: tuple[StoredChange, ...] = ()
    stored: Stored = ()

    @property
    def summaries(self) -> tuple[str, ...]:
        """What it does, each change in a few words."""
        return tuple(summaries(self.changes, self.stored_changes))


def first_revision(entities: Sequence[Entity], stored: Stored = ()) -> Revision:
    """Return the revision that makes the first tables."""
    return Revision("0001", "initial", (), tuple(entities), stored=stored)


def next_revision(
    history: History,
    entities: Sequence[Entity],
    words: Words = _NONE,
    *,
    stored: Stored = (),
    heads: Sequence[str] = (),
) -> Revision | None:
    """Return the revision that brings the data to `entities` and `stored`; None where nothing that is stored differs.

    Where a history has several ends, because branches came together, the revision has all of them as parents, and
    there is always one. `heads` are the ids that end the project's own chain, where revisions written by hand stand
    after those of `history`. Raises `WordNeededError` with every open point, `DamagedError` for a history that is none.
    """
    if not history:
        return first_revision(entities, stored)
    check_branches(history)
    ends = heads_of(history)
    before = before_of(history, tuple(end.id for end in ends))
    from scaffold.evolution.questions import questions  # a new service has none

    open_points = tuple(questions(before, Data(tuple(entities), stored), words))
    if open_points:
        raise WordNeededError(open_points)
    changes = [change for change in pairs(before.entities, entities, words.renames) if change.is_change]
    others = stored_changes(before.stored, stored)
    if len(ends) == 1 and not changes and not others:
        return None
    parents = tuple(end.id for end in ends)
    slug = slug_of(changes, others)
    revision = Revision("", slug, parents, tuple(entities), words, _own(heads, ends), stored)
    return revision._replace(id=f"{len(_line(history, ends)) + 1:04}_{_digest(revision)}")


def check_history(history: History) -> None:
    """Raise `DamagedError` unless ids are unique, each revision stands after its parents, and one is the first."""
    known: set[str] = set()
    for revision in history:
        if revision.id in known:
            message = f"two revisions are called {revision.id}"
            raise DamagedError(message)
        lost = [parent for parent in revision.parents if parent not in known]
        if lost:
            message = f"revision {revision.id} follows {lost[0]}, which is not before it"
            raise DamagedError(message)
        if known and not revision.parents:
            message = f"revision {revision.id} follows none, and is not the first"
            raise DamagedError(message)
        known.add(revision.id)


def heads_of(history: History) -> tuple[Revision, ...]:
    """Return the revisions that none follows, in order."""
    followed = {parent for revision in history for parent in revision.parents}
    return tuple(revision for revision in history if revision.id not in followed)


def check_branches(history: History) -> None:
    """Raise `DamagedError` for a history that is none, or whose ends no revision can bring together."""
    check_history(history)
    for base, one, other in _meetings(history, [end.id for end in heads_of(history)]):
        check_order(base.entities, one, other)
        join(base, one, other)


def before_of(history: History, parents: Sequence[str]) -> Data:
    """Return what the data looks like after all of some revisions; raises `DamagedError` where they contradict."""
    data = next((revision.data for revision in history if revision.id in parents[:1]), Data())
    for base, one, other in _meetings(history, parents):
        data = join(base, one, other)
    return data


def _meetings(history: History, parents: Sequence[str]) -> Iterator[tuple[Data, Branch, Branch]]:
    """Give what has to be joined, one parent after the other: where they part, those until then, and the next."""
    known = {revision.id: revision for revision in history}
    seen: set[str] = set()
    data = Data()
    for parent in parents:
        own = _ancestors(known, parent)
        theirs = known[parent].data
        if not seen:
            seen, data = own, theirs
            continue
        shared = [revision for revision in history if revision.id in own & seen]
        base = shared[-1].data if shared else Data()
        one = Branch(data.entities, renames_of(each for each in history if each.id in seen - own), data.stored)
        other = Branch(theirs.entities, renames_of(each for each in history if each.id in own - seen), theirs.stored)
        yield base, one, other
        data = join(base, one, other)
        seen |= own


def last_step(history: History) -> Step:
    """Return the last revision with the way to it; raises `DamagedError`."""
    check_history(history)
    return _step(history, history[-1])


def steps(history: History) -> tuple[Step, ...]:
    """Return each revision with the way to it; raises `DamagedError`."""
    check_history(history)
    return tuple(_step(history, revision) for revision in history)


def _step(history: History, revision: Revision) -> Step:
    before = before_of(history, revision.parents)
    found = pairs(before.entities, revision.entities, revision.words.renames)
    changes = tuple(_filled(change, revision.words) for change in found)
    back = pairs(revision.entities, before.entities, [(new, old) for old, new in revision.words.renames])
    undo = tuple(_filled(_convertible(change, found), _NONE) for change in back)
    parents = revision.follows or revision.parents
    return Step(
        revision.id,
        revision.slug,
        parents,
        before.entities,
        revision.entities,
        changes,
        undo,
        stored_changes(before.stored, revision.stored),
        stored_changes(revision.stored, before.stored),
        revision.stored,
    )


def _convertible(back: EntityChange, there: Sequence[EntityChange]) -> EntityChange:
    """Note which values can go back because they came from there: a number that was written as text is a number."""
    if back.before is None or back.after is None:
        return back
    name = back.before.name
    widened = {
        field.after.name: field.conversion
        for change in there
        if change.after is not None and change.after.name == name
        for field in change.fields
        if field.after is not None and field.before is not None and field.conversion in {"same", "widened"}
    }
    fields = tuple(
        field._replace(conversion="same" if widened[field.before.name] == "same" else "narrowed")
        if field.conversion == "replaced" and field.before is not None and field.before.name in widened
        else field
        for field in back.fields
    )
    return back._replace(fields=fields)


def _filled(change: EntityChange, words: Words) -> EntityChange:
    if change.before is None or change.after is None:
        return change
    return change._replace(fields=tuple(_with_fill(change.after.name, field, words) for field in change.fields))


def _with_fill(entity: str, change: FieldChange, words: Words) -> FieldChange:
    if change.after is None:
        return change
    path = f"{entity}.{change.after.name}"
    try:
        fill = fill_of(change.after, path, words)
    except FillError as error:
        message = f"the value for {path}: {error}"
        raise DamagedError(message) from error
    return change if fill is None else change._replace(fill=fill.value, filled=True)


def _ancestors(known: Mapping[str, Revision], name: str) -> set[str]:
    """Return a revision and all before it."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += known[each].parents
    return found


def _line(history: History, ends: Sequence[Revision]) -> list[str]:
    """Return a longest chain to the ends, so that numbers rise along every branch."""
    longest: dict[str, list[str]] = {}
    for revision in history:
        before = max((longest[parent] for parent in revision.parents), key=len, default=[])
        longest[revision.id] = [*before, revision.id]
    return max((longest[end.id] for end in ends), key=len)


def _own(heads: Sequence[str], ends: Sequence[Revision]) -> tuple[str, ...]:
    """Return what the project's chain ends with, where that is not what the history ends with."""
    return tuple(heads) if set(heads) - {end.id for end in ends} else ()


def _digest(revision: Revision) -> str:
    """Tell it from other branches' revisions of the same number, and give the same change the same name."""
    from hashlib import sha256
    from json import dumps

    from scaffold.evolution.codec import encode

    text = dumps(encode(revision), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:4]
