"""Which columns a constraint is about."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa


def unique_name(table: sa.Table, columns: Sequence[str]) -> str | None:
    """Name what keeps columns unique, given as `table.column`."""
    wanted = tuple(column.removeprefix(f"{table.name}.") for column in columns)
    found = (name for name, columns in columns_by_name(table).items() if columns == wanted)
    return next(found, None)


def references(table: sa.Table) -> Iterator[tuple[str, str, sa.Column[Any]]]:
    """Give, for each foreign key of a table, its name, its column, and the column it refers to."""
    for constraint in table.foreign_key_constraints:
        for element in constraint.elements:
            yield str(constraint.name), element.parent.name, element.column


def columns_by_name(table: sa.Table) -> dict[str, tuple[str, ...]]:
    """Give the columns of each unique constraint, unique index and foreign key of a table."""
    found: dict[str, tuple[str, ...]] = {}
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint | sa.ForeignKeyConstraint):
            found[str(constraint.name)] = tuple(column.name for column in constraint.columns)
    for index in table.indexes:
        if index.unique:
            found[str(index.name)] = tuple(column.name for column in index.columns)
    return found
