"""Which points of a change need a person's word, and whether the words that were given mean anything."""

from collections.abc import Iterator, Sequence

from scaffold.evolution.changes import EntityChange, FieldChange, pairs
from scaffold.evolution.conversion import conversion
from scaffold.evolution.errors import Question
from scaffold.evolution.fills import FillError, example_of, fill_of, has_no_rows
from scaffold.evolution.model import Words
from scaffold.evolution.spoken import faults
from scaffold.spec.model import Entity, Field

_MOST = 3
"""Renames that one question offers."""


def questions(before: Sequence[Entity], after: Sequence[Entity], words: Words) -> Iterator[Question]:
    """Give every point that is open, and every word that fits nothing."""
    impossible = list(faults(before, after, words))
    if impossible:
        yield from impossible
        return
    changes = pairs(before, after, words.renames)
    said = _Said(words)
    yield from _tables(changes)
    for change in changes:
        yield from _entity(change, changes, said)
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


def _entity(change: EntityChange, changes: Sequence[EntityChange], said: _Said) -> Iterator[Question]:
    if change.before is None:
        return
    if change.after is None:
        yield from _lost_entity(change.before, changes, said)
        return
    maybe: set[str] = set()
    for field in change.fields:
        lost: list[Question] = []
        if field.before is not None and field.after is None:
            candidates = _candidates(field.before, change)
            lost = list(_lost_field(field.before, change, candidates, said))
            maybe.update(candidates if lost else ())
        elif field.before is not None:
            lost = list(_lost(f"{change.before.name}.{field.before.name}", field, said))
        yield from lost
        renamed = any(option.startswith("--rename") for question in lost for option in question.options)
        if field.after is not None and field.after.name not in maybe and not renamed:
            yield from _missing(f"{change.after.name}.{field.after.name}", field, said)


def _lost_entity(entity: Entity, changes: Sequence[EntityChange], said: _Said) -> Iterator[Question]:
    if said.drop(entity.name):
        return
    added = [each.after for each in changes if each.after and each.before is None]
    likely = sorted(added, key=lambda each: -_likeness(entity, each))[:_MOST]
    renames = (f"--rename {entity.name}={each.name}" for each in likely)
    yield Question(entity.name, f"{entity.name} is gone, and its rows with it", (*renames, f"--drop {entity.name}"))


def _likeness(before: Entity, after: Entity) -> int:
    old = {(field.name, field.type) for field in before.fields}
    return len(old & {(field.name, field.type) for field in after.fields})


def _candidates(field: Field, change: EntityChange) -> tuple[str, ...]:
    """Return the fields that one that is gone may be now; whether those need a value is asked when that is clear."""
    added = [each.after for each in change.fields if each.before is None and each.after]
    return tuple(each.name for each in added if conversion(field, each) != "replaced")[:_MOST]


def _lost_field(field: Field, change: EntityChange, candidates: Sequence[str], said: _Said) -> Iterator[Question]:
    old, new = (entity.name if entity else "" for entity in (change.before, change.after))
    path = f"{old}.{field.name}"
    if not said.drop(path):
        options = (*(f"--rename {path}={new}.{name}" for name in candidates), f"--drop {path}")
        yield Question(path, f"{path} is gone, and its values with it", options)


def _lost(path: str, change: FieldChange, said: _Said) -> Iterator[Question]:
    """Ask about values that do not survive a change of type."""
    before, after = change.before, change.after
    if before is None or after is None or change.conversion in {"same", "widened"}:
        return
    if before.type == after.type == "enum":
        yield from _lost_values(path, change, said)
    elif not said.drop(path):
        if change.conversion == "replaced":
            message = f"{path} is {shape(after)} now; its values, of {shape(before)}, cannot be kept"
        else:
            message = f"{path} is {shape(after)} now; values of {shape(before)} that do not fit are cut or replaced"
        yield Question(path, message, (f"--drop {path}",))


def _lost_values(path: str, change: FieldChange, said: _Said) -> Iterator[Question]:
    before, after = change.before, change.after
    if before is None or after is None or said.drop(path):
        return
    added = [value for value in after.values if value not in before.values]
    for value in before.values:
        place = f"{path}.{value}"
        if value not in after.values and not said.drop(place):
            options = tuple(f"--rename {place}={path}.{new}" for new in added[:_MOST])
            message = f"{value} is no value of {path} any more; rows that have it get another"
            yield Question(place, message, (*options, f"--drop {place}"))


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


def needs_fill(change: FieldChange, *, even_optional: bool = False) -> bool:
    """Say whether rows may be without a value that the field's new state needs (or, optional, could have)."""
    before, after = change.before, change.after
    if after is None or (after.optional and not even_optional):
        return False
    anew = before is None or before.optional or change.conversion == "replaced"
    return anew or (after.type == "enum" and change.conversion == "narrowed")


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
