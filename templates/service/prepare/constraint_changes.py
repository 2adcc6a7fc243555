"""Constraints and indexes that come and go."""

from collections.abc import Iterator

from .blocks import Batch, Branch, Statement
from .layout import Piece, Words, array, call
from .shapes import Constraint
from .strings import quoted


def dropping(table: str, constraints: list[Constraint]) -> Iterator[Statement]:
    """Give what drops constraints and indexes of a table."""
    for each in constraints:
        if each.dialect:
            yield Branch(table, (dropped(each, table),))
    ordered = sorted(constraints, key=lambda each: not each.is_index)
    yield Batch(table, tuple(dropped(each) for each in ordered if each.dialect is None))


def creating(table: str, constraints: list[Constraint]) -> Iterator[Statement]:
    """Give what makes constraints and indexes of a table."""
    ordered = sorted(constraints, key=lambda each: each.is_index)
    yield Batch(table, tuple(created(each) for each in ordered if each.dialect is None))
    for each in constraints:
        if each.dialect:
            yield Branch(table, (created(each, table),))


def dropped(constraint: Constraint, table: str | None = None) -> Piece:
    """Return the operation that drops one: of a batch, or of a table outside of any."""
    where, place = _place(table)
    name = _code(constraint.name)
    if constraint.is_index:
        return call(f"{where}.drop_index", name, *place)
    kinds = {"ck": "check", "fk": "foreignkey", "pk": "primary", "uq": "unique"}
    return call(f"{where}.drop_constraint", name, *place, f'type_="{kinds[constraint.kind]}"')


def created(constraint: Constraint, table: str | None = None) -> Piece:
    """Return the operation that makes one: of a batch, or of a table outside of any."""
    where, place = _place(table)
    name = _code(constraint.name)
    columns = array(*map(quoted, constraint.columns))
    match constraint.kind:
        case "ck":
            return call(f"{where}.create_check_constraint", name, *place, Words(constraint.about))
        case "fk":
            target = quoted(constraint.about)
            return call(f"{where}.create_foreign_key", name, *place, target, columns, array('"id"'))
        case "pk":
            return call(f"{where}.create_primary_key", name, *place, columns)
        case "uq":
            return call(f"{where}.create_unique_constraint", name, *place, columns)
        case "ix":
            return call(f"{where}.create_index", name, *place, columns)
        case "uq index":
            return call(f"{where}.create_index", name, *place, columns, "unique=True")


def _place(table: str | None) -> tuple[str, list[Piece]]:
    return ("batch_op", []) if table is None else ("op", [quoted(table)])


def _code(name: str) -> str:
    return f"op.f({quoted(name)})"
