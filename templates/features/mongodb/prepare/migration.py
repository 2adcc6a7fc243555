"""A migration of documents: from one description of data to the next, and back."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from scaffold.evolution import Change, EntityChange, FieldChange, Step, needs_fill, new_limits
from scaffold.spec.model import Entity, Field

from .code import Code, Layout, Piece, piece
from .conversions import is_beyond
from .shapes import MOST_DIGITS, Data, Index, idempotency_validator, indexes, key_of, limit, plurals, validator
from .stages import Fillings, Rewriting, rewriting
from .stored import Stored, Text, stored_of

STEP = 4
_IMPORTS = {
    "Binary": "from bson import Binary",
    "Decimal128": "from bson import Decimal128",
    "USER_DEFINED_SUBTYPE": "from bson.binary import USER_DEFINED_SUBTYPE",
    "UTC": "from datetime import UTC",
    "UUID": "from uuid import UUID",
    "datetime": "from datetime import datetime",
    "from_bson": "from {package}.repositories.documents.values import from_bson",
    "to_json": "from pydantic_core import to_json",
    "uuid4": "from uuid import uuid4",
}
_OPERATIONS = (
    "Stages",
    "drop_index",
    "fill_with_ids",
    "make_collection",
    "move",
    "refuse",
    "refuse_documents",
    "refuse_orphans",
    "refuse_repeated",
    "rename_collection",
    "set_validator",
)
KEYS = "idempotency_keys"

Line = str
Texts = ("string", "text")


class Migration(NamedTuple):
    """What a revision's file says: the lines of its functions' bodies, and what it imports."""

    upgrade: tuple[Line, ...]
    downgrade: tuple[Line, ...]
    imports: tuple[str, ...]
    operations: tuple[str, ...]


def documents_of(step: Step, layout: Layout, fillings: Fillings, collections: Text) -> Migration:
    """Return the migration of a revision; `collections` renders a version of what a feature stores beside entities."""
    up = _Way(step, layout, fillings, stored_of(step.stored_changes, collections), back=False)
    down = _Way(step, layout, fillings, stored_of(step.stored_undo, collections), back=True)
    upgrade, downgrade = tuple(up.lines()), tuple(down.lines())
    body = "\n".join((*upgrade, *downgrade))
    used = set(re.findall(r"\b\w+\b(?=\(|,|\))|\bUTC\b|\bStages\b", body))
    return Migration(
        upgrade,
        downgrade,
        tuple(line for name, line in _IMPORTS.items() if name in used),
        tuple(name for name in _OPERATIONS if name in used),
    )


class _Way:
    """The way up, or back."""

    def __init__(self, step: Step, layout: Layout, fillings: Fillings, stored: Stored, *, back: bool) -> None:
        self._step = step
        self._stored = stored
        self._layout = layout
        self._fillings = fillings
        self._back = back
        self._name = f"{step.id} back" if back else step.id
        self._changes: Sequence[Change] = step.undo if back else step.changes
        self._targets: Mapping[str, str] = plurals(step.before if back else step.entities)

    def lines(self) -> Iterator[Line]:
        """Give the statements: documents are checked, collections come and change, and others go."""
        kept = [change for change in self._changes if change.before and change.after]
        rewritings = {id(each): rewriting(each, self._fillings, back=self._back) for each in kept}
        yield from self._stored.checks
        for each in kept:
            yield from self._stages(each, rewritings[id(each)])
            yield from self._checks(each, rewritings[id(each)])
        yield from self._stored.falling
        if self._back and not self._step.parents:
            yield f'await database.drop_collection("{KEYS}")'
        if not self._back and not self._step.parents:
            yield from self._made(KEYS, idempotency_validator(), [Index(f"ix_{KEYS}_created_at", ("created_at",))])
        for change in self._changes:
            if change.after and not change.before:
                yield from self._made(change.after.plural, validator(change.after), indexes(change.after))
        for each in kept:
            yield from self._changed(each, rewritings[id(each)])
        gone = [change.before for change in self._changes if change.before and not change.after]
        for entity in reversed(gone):
            yield f'await database.drop_collection("{entity.plural}")'
        yield from self._stored.rising

    def _made(self, name: str, rules: Data, asked: Iterable[Index]) -> Iterator[Line]:
        yield from self._call("refuse_documents", name)
        yield from self._call("make_collection", name, rules)
        for index in asked:
            yield from self._index(name, index)

    def _stages(self, change: EntityChange, rewritten: Rewriting) -> Iterator[Line]:
        if rewritten.stages:
            data = piece(list(rewritten.stages), self._layout)
            yield from self._laid(data, before=f"{_variable(change)}: Stages = ")

    def _checks(self, change: EntityChange, rewritten: Rewriting) -> Iterator[Line]:
        """Give what stops it before anything is changed."""
        stages = Code(_variable(change)) if rewritten.stages else []
        name = change.before.plural if change.before else ""
        for each in change.fields:
            if each.after is None:
                continue
            key = key_of(each.after)
            for broken, rule in self._broken(each, each.after, key, rewritten):
                yield from self._call("refuse", name, stages, broken, rule)
            for kind in new_limits(each):
                if kind == "unique" and key not in rewritten.ids:
                    yield from self._call("refuse_repeated", name, stages, key)
                elif kind == "ref":
                    yield from self._call("refuse_orphans", name, stages, key, self._targets[each.after.target or ""])

    def _broken(self, change: FieldChange, after: Field, key: str, rewritten: Rewriting) -> Iterator[tuple[Data, str]]:
        """Give what documents must not be like when they are rewritten, and the rule that this breaks."""
        if is_beyond(change):
            rule = f"{after.name} must be empty: more than {MOST_DIGITS} digits are not converted"
            yield {key_of(change.before or after): {"$ne": None}}, rule
        if not after.optional and key not in rewritten.ids and _may_lack(change):
            is_number = change.before is not None and change.before.type in Texts and after.type in {"int", "bigint"}
            yield {key: None}, f"{after.name} must {'be a whole number that fits' if is_number else 'have a value'}"
        if change.before is not None and (change.before.type, after.type) == ("json", "list"):
            yield {key: {"$exists": True, "$not": {"$type": "array"}}}, f"{after.name} must be a list"
        for kind in new_limits(change):
            if kind in {"min", "max"}:
                yield _outside(after, key, kind)

    def _changed(self, change: EntityChange, rewritten: Rewriting) -> Iterator[Line]:
        before, after = change.before, change.after
        if before is None or after is None:
            return
        moved = {key_of(each.after) for each in change.fields if _is_moved(each) and each.after}
        # Documents are rewritten one by one: until the last one, two may have the same value.
        old = [each for each in indexes(before) if not (each.unique and moved.intersection(each.fields))]
        new = list(indexes(after))
        for index in indexes(before):
            if index not in new or index not in old:
                yield from self._call("drop_index", before.plural, index.name)
        if before.plural != after.plural:
            yield from self._call("rename_collection", before.plural, after.plural)
        rules = validator(after)
        moves = list(self._moves(after, change, rewritten))
        if moves:
            yield from self._call("set_validator", after.plural, {})
            yield from moves
        if moves or rules != validator(before) or before.plural != after.plural:
            yield from self._call("set_validator", after.plural, rules)
        if rewritten.stages:  # what was written meanwhile, by replicas of the release before
            yield from moves
        for index in new:
            if index not in old:
                yield from self._index(after.plural, index)

    def _moves(self, after: Entity, change: EntityChange, rewritten: Rewriting) -> Iterator[Line]:
        if rewritten.stages:
            yield from self._call("move", after.plural, self._name, Code(_variable(change)))
        for key in rewritten.ids:
            yield from self._call("fill_with_ids", after.plural, key)

    def _index(self, name: str, index: Index) -> Iterator[Line]:
        fields = [Code(f'("{field}", 1)') for field in index.fields]
        options = [word for word in ("unique", "sparse") if getattr(index, word)]
        items = [piece(fields, self._layout), f'name="{index.name}"', *(f"{word}=True" for word in options)]
        yield from self._laid(self._layout.call(f'await database["{name}"].create_index', *items))

    def _call(self, operation: str, *data: object) -> Iterator[Line]:
        items = (piece(each, self._layout) for each in data)
        yield from self._laid(self._layout.call(f"await {operation}", "database", *items))

    def _laid(self, statement: Piece, *, before: str = "") -> Iterator[Line]:
        text = self._layout.lay(statement, indent=STEP, before=before)
        yield from (line.removeprefix(" " * STEP) for line in text.split("\n"))


def _variable(change: EntityChange) -> str:
    return f"{change.after.plural if change.after else ''}_rewritten"


def _is_moved(change: FieldChange) -> bool:
    """Say whether a field's values stood in another one before."""
    before, after = change.before, change.after
    return before is not None and after is not None and key_of(before) != key_of(after)


def _may_lack(change: FieldChange) -> bool:
    """Say whether documents may be without a value that the field needs now."""
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    return needs_fill(change) or (before.type in Texts and change.conversion == "narrowed" and after.type not in Texts)


def _outside(field: Field, key: str, kind: str) -> tuple[Data, str]:
    """Return what breaks a new limit of a field."""
    text = str(field.minimum if kind == "min" else field.maximum)
    least = "at least" if kind == "min" else "at most"
    if field.type in Texts:
        schema = {"properties": {key: {"minLength" if kind == "min" else "maxLength": int(text)}}}
        return {"$nor": [{"$jsonSchema": schema}]}, f"{field.name} must have {least} {text} characters"
    operator = "$lt" if kind == "min" else "$gt"
    return {key: {operator: limit(field, text)}}, f"{field.name} must be {least} {text}"
