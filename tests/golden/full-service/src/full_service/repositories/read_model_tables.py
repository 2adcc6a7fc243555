"""Tables that hold answers as they are asked for, each beside the table that commands change."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem

from full_service.models.base import BaseResource
from full_service.repositories.base import TableMapping
from full_service.repositories.columns import Base

ResourceT = TypeVar("ResourceT", bound=BaseResource)

SCHEMA = "read_models"
"""Stands in statements for the schema that the settings name."""

TABLES = sa.MetaData(schema=SCHEMA, naming_convention=Base.metadata.naming_convention)
"""No revision makes these tables: each migration brings them to the form that this code reads."""


class ReadModel(TableMapping[ResourceT]):
    """A table that shows the resources of another one, and can be made again from it at any time.

    It has the same columns, an index for each filter and each order of a list, and no rule that
    could refuse what the other table has taken.
    """

    def __init__(self, source: TableMapping[ResourceT], orders: Sequence[str]) -> None:
        """Make one; lists can be in any of the orders."""
        self.source = source
        self.row = source.row
        self.model = source.model
        self.title = source.title
        self.filters = source.filters
        self.table = self._table(orders)
        self.columns = [self.table.c[column.name] for column in source.columns]
        self.insert = sa.insert(self.table)
        self.select = sa.select(*self.columns).where(self.table.c.id == sa.bindparam("ID"))
        self.fill = self.insert.from_select(self.columns, sa.select(*source.columns))
        READ_MODELS[self.name] = self

    @classmethod
    def of(cls, source: TableMapping[ResourceT]) -> "ReadModel[ResourceT]":
        """Return the one that shows a table."""
        return READ_MODELS[name_of(source)]

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.table.name

    @cached_property
    def form(self) -> str:
        """What differs where the table has another form."""
        columns = [f"{each.name} {each.type!r} {each.nullable}" for each in self.table.c]
        indexes = sorted(str(index.columns.keys()) for index in self.table.indexes)
        return hashlib.sha256("\n".join([*columns, *indexes]).encode()).hexdigest()

    def _table(self, orders: Sequence[str]) -> sa.Table:
        parts = (*self._columns(), *self._indexes(orders))
        return sa.Table(name_of(self.source), TABLES, *parts)

    def _columns(self) -> Iterator[SchemaItem]:
        for column in self.source.columns:
            if column.primary_key:
                yield sa.Column(column.name, column.type, primary_key=True)
            else:
                yield sa.Column(column.name, column.type, nullable=column.nullable)

    def _indexes(self, orders: Sequence[str]) -> Iterator[SchemaItem]:
        """Index each order, and each filter with the usual order behind it, where it finds many."""
        for order in orders:
            yield sa.Index(None, order, "id")
        rules = self.source.table.constraints
        unique = [each.columns.keys() for each in rules if isinstance(each, sa.UniqueConstraint)]
        for column in dict.fromkeys(each.column for each in self.filters.values()):
            if column not in orders or [column] not in unique:
                yield sa.Index(None, column, "created_at", "id")


def name_of(source: TableMapping[Any]) -> str:
    """Name the read model of a table."""
    return f"read_model_{source.table.name}"


READ_MODELS: dict[str, ReadModel[Any]] = {}
"""By their names."""
