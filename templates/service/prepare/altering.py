"""What alters a table that exists: what leaves it, what is renamed, and what comes or changes."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from scaffold.evolution import EntityChange, FieldChange, new_limits
from scaffold.evolution.conversion import TEXTS
from scaffold.spec.model import Entity, Field

from . import rules, words
from .blocks import Batch, Branch, Statement, execute
from .constraint_changes import created, creating, dropped, dropping
from .conversions import Conversion, conversion_of, through
from .fillings import Sql, filling
from .fitting import fitted, is_no_number
from .kinds import Names
from .layout import Piece, call
from .shapes import Column, Constraint, Table, table_of
from .strings import quoted
from .turns import in_turn

_NULL = Sql("NULL", "NULL")

Statements = tuple[Statement, ...]


class Alteration(NamedTuple):
    """Statements in the order in which they run; between `rename` and `change`, new tables are made."""

    check: Statements
    leave: Statements
    rename: Statements
    change: Statements


class _Kept(NamedTuple):
    """A field that stays: as it was under its new name, as it is, and what happens to it."""

    before: Field
    after: Field
    change: FieldChange
    old_name: str


def alteration(change: EntityChange, old: Names, new: Names, *, back: bool) -> Alteration:
    """Return what alters an entity's table; `old` and `new` hold the names before and after."""
    kept = list(_kept(change, old.entity))
    stay = {each.old_name for each in kept}
    whole = table_of(old.entity, old)
    rest = old.entity._replace(fields=tuple(field for field in old.entity.fields if field.name in stay))
    left = table_of(rest, old)
    renamed = _renamed(kept, old, new)
    after = table_of(new.entity, new)
    columns = {old.column(_original(old.entity, each)): new.column(each.after) for each in kept}
    moves = _Changes(renamed, after, kept, new, back=back)
    return Alteration(
        tuple(rules.first(change, old, back=back)),
        tuple(_leave(whole, left)),
        tuple(_rename(left, renamed, columns)),
        tuple(moves.statements(_added(change), tuple(rules.then(change, new)))),
    )


def _kept(change: EntityChange, entity: Entity) -> Iterator[_Kept]:
    originals = {field.name: field for field in entity.fields}
    for each in change.fields:
        if each.before is not None and each.after is not None and each.conversion != "replaced":
            original = originals[each.before.name]
            before = original._replace(name=each.after.name, target=each.before.target)
            yield _Kept(before, each.after, each, original.name)


def _added(change: EntityChange) -> list[FieldChange]:
    return [each for each in change.fields if each.after and (each.before is None or each.conversion == "replaced")]


def _original(entity: Entity, kept: _Kept) -> Field:
    return next(field for field in entity.fields if field.name == kept.old_name)


def _renamed(kept: Iterable[_Kept], old: Names, new: Names) -> Table:
    """Return the old table under the new names."""
    fields = tuple(each.before for each in kept)
    late = frozenset(each.before.name for each in kept if each.old_name in old.late)
    entity = new.entity._replace(fields=fields)
    return table_of(entity, new._replace(entity=entity, late=late))


def _leave(whole: Table, left: Table) -> Iterator[Statement]:
    gone = [each for name, each in whole.constraints.items() if name not in left.constraints]
    yield from dropping(whole.name, gone)
    columns = [call("batch_op.drop_column", quoted(name)) for name in whole.columns if name not in left.columns]
    yield Batch(whole.name, tuple(columns))


def _rename(left: Table, renamed: Table, columns: dict[str, str]) -> Iterator[Statement]:
    if left.name != renamed.name:
        yield call("op.rename_table", quoted(left.name), quoted(renamed.name))
    for before, after in in_turn(columns):
        name = f"new_column_name={quoted(after)}"
        yield call("op.alter_column", quoted(renamed.name), quoted(before), name)
    known = {(each.kind, each.columns): each for each in renamed.constraints.values()}
    moved = [
        (each.name, known[each.kind, tuple(columns.get(name, name) for name in each.columns)])
        for each in left.constraints.values()
    ]
    changed = [(name, each) for name, each in moved if name != each.name]
    if changed:
        everywhere = [(name, each) for name, each in changed if each.dialect is None]
        batch = tuple(_replaced(sorted(everywhere, key=lambda pair: not pair[1].is_index)))
        orders = tuple(execute(order) for order in _rename_orders(renamed.name, dict(changed)))
        yield Branch(renamed.name, orders, (Batch(renamed.name, batch),) if batch else ())


def _replaced(changed: Sequence[tuple[str, Constraint]]) -> Iterator[Piece]:
    """Give what makes constraints under other names: all are dropped first where one takes the name of another."""
    pairs = [(dropped(each._replace(name=name)), created(each)) for name, each in changed]
    if {name for name, _ in changed}.isdisjoint(each.name for _, each in changed):
        yield from (piece for pair in pairs for piece in pair)
    else:
        yield from (drop for drop, _ in pairs)
        yield from (create for _, create in pairs)


def _rename_orders(table: str, changed: dict[str, Constraint]) -> Iterator[str]:
    indexes = {name: each.is_index for name, each in changed.items()}
    for old, new in in_turn({name: each.name for name, each in changed.items()}):
        indexes[new] = indexes[old]
        if indexes[old]:
            yield f"ALTER INDEX {old} RENAME TO {new}"
        else:
            yield f"ALTER TABLE {words.name(table)} RENAME CONSTRAINT {old} TO {new}"


class _Changes:
    """The way from a table under its new names to what it shall be."""

    def __init__(self, before: Table, after: Table, kept: list[_Kept], names: Names, *, back: bool) -> None:
        self._before = before
        self._after = after
        self._kept = kept
        self._names = names
        self._back = back
        self._retyped = [each for each in kept if self._column(each.before).kind != self._column(each.after).kind]
        self._conversions = {self._column(each.after).name: self._conversion(each) for each in self._retyped}
        self._rewritten = {name for name, conversion in self._conversions.items() if conversion.sqlite}
        self._rewritten |= {
            names.column(each.after) for each in kept if {"unique", "ref"}.intersection(new_limits(each.change))
        }

    def _column(self, field: Field) -> Column:
        return Column(self._names.column(field), field)

    def _conversion(self, kept: _Kept) -> Conversion:
        return conversion_of(self._names.column(kept.after), kept.before, kept.after)

    def statements(self, added: list[FieldChange], checks: Statements) -> Iterator[Statement]:
        """Give what comes first, what moves values, and what can only be when they are moved and checked."""
        yield from dropping(self._after.name, self._outdated(self._before, self._after))
        yield from self._fitted()
        yield Batch(self._after.name, (*self._types(late=False), *self._optional(), *self._new_columns(added)))
        yield from self._values(added)
        yield Batch(self._after.name, (*self._types(late=True), *self._required(added)))
        yield from checks
        yield from creating(self._after.name, self._outdated(self._after, self._before))

    def _outdated(self, one: Table, other: Table) -> list[Constraint]:
        """Return the constraints that the other table has not, or about columns whose values are rewritten."""
        return [
            each
            for name, each in one.constraints.items()
            if other.constraints.get(name) != each or self._rewritten.intersection(each.columns)
        ]

    def _types(self, *, late: bool) -> Iterator[Piece]:
        """Give the changes of types: late those that the values must be made ready for."""
        for each in self._retyped:
            column = self._column(each.after)
            conversion = self._conversions[column.name]
            ready = conversion.way == "after" or (_has_room(each) and not conversion.sqlite)
            if conversion.way != "through" and ready != late:
                using = [f"postgresql_using={quoted(conversion.postgresql)}"] if conversion.postgresql else []
                yield call("batch_op.alter_column", quoted(column.name), f"type_={column.kind}", *using)

    def _new_columns(self, added: list[FieldChange]) -> Iterator[Piece]:
        for each in added:
            if each.after is not None:
                column = self._column(each.after)
                yield call("batch_op.add_column", column.piece(column.name, nullable=True))

    def _optional(self) -> Iterator[Piece]:
        """Give what makes columns take NULL."""
        for each in self._kept:
            if each.after.optional and not each.before.optional:
                yield call("batch_op.alter_column", quoted(self._names.column(each.after)), "nullable=True")

    def _required(self, added: list[FieldChange]) -> Iterator[Piece]:
        """Give what makes columns refuse NULL."""
        for each in self._kept:
            column = self._names.column(each.after)
            through = column in self._conversions and self._conversions[column].way == "through"
            if not each.after.optional and (each.before.optional or through):
                yield call("batch_op.alter_column", quoted(column), "nullable=False")
        for change in added:
            if change.after is not None and not change.after.optional:
                yield call("batch_op.alter_column", quoted(self._names.column(change.after)), "nullable=False")

    def _values(self, added: list[FieldChange]) -> Iterator[Statement]:
        for each in self._kept:
            column = self._column(each.after)
            conversion = self._conversions.get(column.name, Conversion())
            if conversion.way == "through":
                yield through(self._after.name, column, conversion)
            elif conversion.sqlite:
                orders = (self._order(words.name(column.name), *update) for update in conversion.sqlite)
                yield Branch(self._after.name, sqlite=tuple(orders))
            yield from self._moved(each, words.name(column.name))
        for change in added:
            value = filling(change, back=self._back)
            if change.after is not None and value is not None:
                yield from self._update(words.name(self._names.column(change.after)), value)

    def _fitted(self) -> Iterator[Statement]:
        """Give what brings values into the range of their new type."""
        for each in self._kept:
            column = words.name(self._names.column(each.after))
            if each.change.conversion == "narrowed":
                for value, condition in fitted(column, each.before, each.after):
                    yield from self._update(column, value, condition)

    def _moved(self, kept: _Kept, column: str) -> Iterator[Statement]:
        """Rename an enum's values, cut what is too long, and fill what is empty or has no meaning any more."""
        after, change = kept.after, kept.change
        for name, condition in _named(column, change.values):
            yield from self._update(column, name, condition)
        value = filling(change, back=self._back)
        if change.conversion == "narrowed" and after.type == "enum":
            values = ", ".join(f"'{each}'" for each in after.values)
            yield from self._update(column, value or _NULL, f"{column} NOT IN ({values})")
        elif kept.before.type in TEXTS and after.type in {"int", "bigint"}:
            if value or after.optional:
                yield from self._update(column, value or _NULL, is_no_number(column, after))
        elif change.conversion == "narrowed" and after.length and kept.before.length != after.length:
            cut = f"substr({column}, 1, {after.length})"
            yield from self._update(column, Sql(cut, cut), f"length({column}) > {after.length}")
        if kept.before.optional and not after.optional and value is not None:
            yield from self._update(column, value, f"{column} IS NULL")

    def _update(self, column: str, value: Sql, condition: str | Sql = "") -> Iterator[Statement]:
        conditions = Sql(condition, condition) if isinstance(condition, str) else condition
        first, second = map(self._order, (column, column), value, conditions)
        yield first if first == second else Branch(self._after.name, (first,), (second,))

    def _order(self, column: str, value: str, condition: str = "") -> Piece:
        where = f" WHERE {condition}" if condition else ""
        return execute(f"UPDATE {words.name(self._after.name)} SET {column} = {value}{where}")  # noqa: S608  printed, not run


def _has_room(kept: _Kept) -> bool:
    """Say whether the new type takes every value that the old one does."""
    if kept.before.type in TEXTS and kept.after.type in TEXTS:
        return (kept.before.length or math.inf) <= (kept.after.length or math.inf)
    return kept.change.conversion != "narrowed"


def _named(column: str, values: Sequence[tuple[str, str]]) -> Iterator[tuple[Sql, str]]:
    """Give an enum's values their new names: at once where one takes the name of another."""
    old = [before for before, _ in values]
    if not {after for _, after in values}.isdisjoint(old):
        cases = " ".join(f"WHEN '{before}' THEN '{after}'" for before, after in values)
        case = f"CASE {column} {cases} END"
        yield Sql(case, case), f"{column} IN ({', '.join(map(_quoted, old))})"
        return
    for before, after in values:
        yield Sql(_quoted(after), _quoted(after)), f"{column} = {_quoted(before)}"


def _quoted(value: str) -> str:
    return f"'{value}'"
