"""Which points of a change need a person's word, and whether the words that were given mean anything."""

from collections.abc import Iterator, Sequence

from scaffold.evolution.changes import EntityChange, FieldChange, needs_fill, pairs
from scaffold.evolution.conversion import TEXTS
from scaffold.evolution.errors import Question
from scaffold.evolution.fills import FillError, example_of, fill_of, has_no_rows
from scaffold.evolution.model import Data, Words
from scaffold.evolution.spoken import faults
from scaffold.evolution.stored import stored_changes
from scaffold.evolution.undecided import Maybe, Undecided
from scaffold.spec.bounds import NUMBERS
from scaffold.spec.model import Entity, Field

_FATES = {
    **dict.fromkeys(TEXTS, "are cut"),
    "enum": "become what rows without a value get",
    **dict.fromkeys(NUMBERS, "are rounded, or become the nearest that fits"),
    "date": "become their day in UTC",
}
"""What a narrowing does to values that do not fit, by the type that they get."""

_MOST = 3
"""Renames that one question offers."""


def questions(before: Data, after: Data, words: Words) -> Iterator[Question]:
    """Give every point that is open, and every word that fits nothing."""
    impossible = list(faults(before, after, words))
    if impossible:
        yield from impossible
        return
    changes = pairs(before.entities, after.entities, words.renames)
    said = _Said(words)
    undecided = Undecided.of(changes, words)
    yield from _tables(changes)
    for change in changes:
        yield from _Entity(change, undecided, said).questions()
    yield from _lost_stored(before, after, said)
    yield from said.unused()


class _Said:
    """The words of a person, and which of them were needed."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._used: set[str] = set()

    def drop(self, path: str) -> bool:
        """Say whether what stands at a path may be lost."""
        if path in self.words.drops:
            self._used.add(path)
        return path in self.words.drops

    def use_fill(self, path: str) -> None:
        """Note that rows may need the value for a path."""
        self._used.add(path)

    def unused(self) -> Iterator[Question]:
        """Give the words that nothing needed: a person meant something else."""
        for path in self.words.drops:
            if path not in self._used:
                yield Question(path, f"--drop {path}: nothing of {path} is lost", ())
        for path, value in self.words.fills:
            if path not in self._used:
                yield Question(path, f"--fill {path}={value}: no row that exists needs a value for {path}", ())


class _Entity:
    """What is open about one entity."""

    def __init__(self, change: EntityChange, undecided: Undecided, said: _Said) -> None:
        self._change = change
        self._undecided = undecided
        self._said = said
        self._old, self._new = (entity.name if entity else "" for entity in (change.before, change.after))

    def questions(self) -> Iterator[Question]:
        """Give each point; whether a field needs a value waits until it is clear that it is no renamed one."""
        if self._change.before is None:
            return
        if self._change.after is None:
            yield from self._lost_entity(self._change.before)
            return
        maybe = self._undecided.fields(self._change)
        for field in self._change.fields:
            lost = list(self._lost(field, maybe))
            yield from lost
            renamed = any(option.startswith("--rename") for question in lost for option in question.options)
            if field.after is not None and not renamed:
                waits = field.after.name in maybe.new or self._undecided.waits(field)
                missing = list(_missing(f"{self._new}.{field.after.name}", field, self._said))
                yield from () if waits else missing

    def _lost_entity(self, entity: Entity) -> Iterator[Question]:
        if self._said.drop(entity.name):
            return
        renames = (f"--rename {entity.name}={name}" for name in self._undecided.names(entity.name)[:_MOST])
        yield Question(entity.name, f"{entity.name} is gone, and its rows with it", (*renames, f"--drop {entity.name}"))

    def _lost(self, field: FieldChange, maybe: Maybe) -> Iterator[Question]:
        """Ask about values that do not survive; where that depends on an entity that is undecided, not yet."""
        if field.before is None:
            return
        path = f"{self._old}.{field.before.name}"
        if self._undecided.waits(field):
            self._said.drop(path)
        elif field.after is None:
            yield from self._lost_field(path, maybe.options.get(field.before.name, ()))
        elif field.conversion not in {"same", "widened"}:
            yield from self._lost_values(path, field.before, field.after, field)

    def _lost_field(self, path: str, candidates: Sequence[str]) -> Iterator[Question]:
        if not self._said.drop(path):
            renames = (f"--rename {path}={self._new}.{name}" for name in candidates[:_MOST])
            yield Question(path, f"{path} is gone, and its values with it", (*renames, f"--drop {path}"))

    def _lost_values(self, path: str, before: Field, after: Field, change: FieldChange) -> Iterator[Question]:
        if before.type == after.type == "enum":
            yield from self._lost_choices(path, before, after)
        elif not self._said.drop(path):
            now = f"{self._new}.{after.name}"
            stays = f"{path} stays{f', as {now},' if now != path else ','} and is {shape(after)} now"
            if change.conversion == "replaced":
                message = f"{stays}; none of its values, of {shape(before)}, can be kept"
            else:
                message = f"{stays}; where values of {shape(before)} do not fit, they {_FATES[after.type]}"
            yield Question(path, message, (f"--drop {path}",))

    def _lost_choices(self, path: str, before: Field, after: Field) -> Iterator[Question]:
        """Ask about each value that an enum has not any more."""
        if self._said.drop(path):
            return
        added = [value for value in after.values if value not in before.values]
        gone = [value for value in before.values if value not in after.values]
        open_ = [value for value in gone if not self._said.drop(f"{path}.{value}")]
        for place, value in enumerate(open_):
            renames = (
                f"--rename {path}.{value}={self._new}.{after.name}.{new}" for new in _turned(added, place)[:_MOST]
            )
            message = f"{value} is no value of {self._new}.{after.name} any more; rows that have it get another"
            yield Question(f"{path}.{value}", message, (*renames, f"--drop {path}.{value}"))


def _lost_stored(before: Data, after: Data, said: _Said) -> Iterator[Question]:
    """Ask about each feature that stores nothing any more."""
    gone = {entity.name for entity in before.entities} - {entity.name for entity in after.entities}
    for change in stored_changes(before.stored, after.stored):
        if not change.after and not said.drop(change.feature):
            too = f"; the same word gives up the entity {change.feature}" if change.feature in gone else ""
            message = f"{change.feature} is off, and what it stored goes with it{too}"
            yield Question(change.feature, message, (f"--drop {change.feature}",))


def _turned(names: Sequence[str], places: int) -> Sequence[str]:
    """Let each of several questions begin with another name."""
    places = places % len(names) if names else 0
    return [*names[places:], *names[:places]]


def _missing(path: str, change: FieldChange, said: _Said) -> Iterator[Question]:
    """Ask for the value of rows that have none, where the field needs one."""
    before, after = change.before, change.after
    if after is None:
        return
    try:
        fill = fill_of(after, path, said.words)
    except FillError as error:
        said.use_fill(path)
        yield Question(path, f"--fill {path}: {error}", ())
        return
    if needs_fill(change, even_optional=True):
        said.use_fill(path)
    if fill is None and needs_fill(change) and not has_no_rows(after, path, said.words):
        yield _unfilled(path, after, anew=before is None or before.optional)


def _unfilled(path: str, field: Field, *, anew: bool) -> Question:
    why = "is required, but rows that exist have no value for it"
    if not anew:
        why = "needs another value for rows whose value is gone"
    if field.unique and field.type == "uuid":
        return Question(path, f"{path} {why}", (f"--fill {path}=random",))
    if field.unique or field.type == "ref":
        reason = "no value can be that of all" if field.unique else "no row is that of all"
        message = (
            f"{path} {why}, and {reason}: make it optional until each has its own, or say that there is no row yet"
        )
        return Question(path, message, (f"--fill {path}=",))
    example = example_of(field)
    in_spec = f"default={example} in the spec, or make it optional in the spec"
    return Question(path, f"{path} {why}", (f"--fill {path}={example}", in_spec))


def shape(field: Field) -> str:
    """Return a type as the spec writes it: `string(120)`."""
    if field.type == "string":
        return f"string({field.length})"
    if field.type == "decimal":
        return f"decimal({field.precision}, {field.scale})"
    if field.type == "ref":
        return f"ref({field.target})"
    if field.type == "list" and field.items:
        return f"list({shape(field.items)})"
    return f"enum({', '.join(field.values)})" if field.type == "enum" else field.type


def _tables(changes: Sequence[EntityChange]) -> Iterator[Question]:
    """Refuse a table that takes the name which another one has until then."""
    owners = {change.before.plural: change.before.name for change in changes if change.before}
    for change in changes:
        if change.after is None:
            continue
        owner = owners.get(change.after.plural)
        if owner is not None and (change.before is None or change.before.name != owner):
            message = f"{change.after.name} takes the plural of {owner}, {change.after.plural}"
            yield Question(change.after.name, f"{message}; take two steps, with an update after each", ())
