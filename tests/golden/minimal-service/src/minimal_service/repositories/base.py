"""What every repository does with its table."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa

from minimal_service.models.base import BaseResource
from minimal_service.models.errors import (
    AlreadyExistsError,
    StillReferencedError,
    UnknownReferenceError,
)
from minimal_service.models.identifiers import new_id
from minimal_service.models.paging import PagedQuery, PageOf, filters_of, order_of
from minimal_service.repositories import cursor
from minimal_service.repositories.constraints import columns_by_name
from minimal_service.repositories.database import ConstraintError, DatabaseConnection
from minimal_service.repositories.paging import ListFilter, page_statement
from minimal_service.repositories.sql import Statement

ResourceT = TypeVar("ResourceT", bound=BaseResource)


class TableMapping(Generic[ResourceT]):
    """How a resource is stored: its table, and the statements on it."""

    def __init__(
        self,
        table: sa.Table,
        model: type[ResourceT],
        title: str,
        filters: Iterable[ListFilter] = (),
    ) -> None:
        self.table = table
        self.filters = {each.parameter: each for each in filters}
        self.model = model
        self.title = title
        self.constraints = columns_by_name(table)
        this = (
            table.c.id == sa.bindparam("where.id", type_=table.c.id.type),
            table.c.version == sa.bindparam("where.version", type_=sa.Integer),
        )
        columns = {column.name: sa.bindparam(column.name, type_=column.type) for column in table.c}
        self.insert = Statement(sa.insert(table).values(columns))
        self.select = Statement(sa.select(table).where(this[0]))
        self.update = Statement(sa.update(table).where(*this).values(columns).returning(table.c.id))
        self.delete = Statement(sa.delete(table).where(*this).returning(table.c.id))


class BaseRepository(Generic[ResourceT]):
    """The rows of one table as resources."""

    def __init__(self, connection: DatabaseConnection, mapping: TableMapping[ResourceT]) -> None:
        self._connection = connection
        self._mapping = mapping

    async def add(self, values: Mapping[str, object]) -> ResourceT:
        """Store a new resource."""
        now = datetime.now(UTC)
        resource = self._mapping.model.model_validate(
            {**values, "id": new_id(), "version": 1, "created_at": now, "updated_at": now}
        )
        with self._domain_errors():
            await self._connection.fetch(self._mapping.insert, **vars(resource))
        return resource

    async def get(self, resource_id: UUID) -> ResourceT | None:
        """Find a resource by its id."""
        rows = await self._connection.fetch(self._mapping.select, **{"where.id": resource_id})
        return self._mapping.model(**rows[0]) if rows else None

    async def page(self, query: PagedQuery) -> PageOf[ResourceT]:
        """List resources; raise `InvalidCursorError` for a cursor that is not of this list."""
        model, filters = self._mapping.model, filters_of(query)
        sort, descending = order_of(query)
        values = {f"filter.{name}": value for name, value in filters.items()}
        if query.cursor is not None:
            sort_type = model.model_fields[sort].annotation
            values["after.value"], values["after.id"] = cursor.decode(query.cursor, sort, sort_type)
        statement = page_statement(
            self._mapping.table,
            sort,
            tuple(self._mapping.filters[name] for name in filters),
            descending=descending,
            after=query.cursor is not None,
        )
        rows = await self._connection.fetch(statement, limit=query.limit + 1, **values)
        items = [model(**row) for row in rows[: query.limit]]
        last = items[-1] if len(rows) > query.limit else None
        return PageOf(
            items=items,
            next_cursor=last and cursor.encode(sort, getattr(last, sort), last.id),
        )

    async def update(self, resource: ResourceT, changes: Mapping[str, object]) -> ResourceT | None:
        """Store changes, unless the stored version is another than the resource's: then None."""
        changed = resource.model_copy(
            update={**changes, "version": resource.version + 1, "updated_at": datetime.now(UTC)}
        )
        with self._domain_errors():
            rows = await self._connection.fetch(
                self._mapping.update, **vars(changed), **_this(resource)
            )
        return changed if rows else None

    async def remove(self, resource: ResourceT) -> bool:
        """Remove a resource, unless the stored version is another: then False."""
        try:
            rows = await self._connection.fetch(self._mapping.delete, **_this(resource))
        except ConstraintError as error:
            raise StillReferencedError(self._mapping.title) from error
        return bool(rows)

    @contextmanager
    def _domain_errors(self) -> Iterator[None]:
        try:
            yield
        except ConstraintError as error:
            columns = self._mapping.constraints.get(error.name or "", ())
            if error.kind == "unique":
                raise AlreadyExistsError(self._mapping.title, columns) from error
            raise UnknownReferenceError(" and ".join(columns)) from error


def _this(resource: BaseResource) -> dict[str, object]:
    return {"where.id": resource.id, "where.version": resource.version}
