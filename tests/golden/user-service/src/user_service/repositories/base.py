"""What every repository does with its table."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError, NotSupportedError, StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from user_service.models.base import BaseResource
from user_service.models.errors import (
    AlreadyExistsError,
    InvalidCursorError,
    InvalidValueError,
    StillReferencedError,
    UnavailableError,
    UnknownReferenceError,
)
from user_service.models.identifiers import new_id
from user_service.models.paging import PagedQuery, PageOf, filters_of, order_of
from user_service.repositories import cursor
from user_service.repositories.columns import BaseRow
from user_service.repositories.database import READ_ONLY, begin_again
from user_service.repositories.paging import ListFilter, found_rows, page_statement
from user_service.repositories.refusals import (
    Refusal,
    is_of_later_release,
    reference_columns,
    refusal,
    unique_columns,
)

ResourceT = TypeVar("ResourceT", bound=BaseResource)


class TableMapping(Generic[ResourceT]):
    """How a resource is stored: its table, and the statements on it.

    The table may have columns that the resource does not show, if they may be empty or have a
    default. Raises `TypeError` if a field has no column, or nothing fills a column.
    """

    def __init__(
        self,
        row: type[BaseRow],
        model: type[ResourceT],
        title: str,
        filters: Iterable[ListFilter] = (),
    ) -> None:
        self.row = row
        self.model = model
        self.title = title
        self.filters = {each.parameter: each for each in filters}
        self.table = _table(row, model)
        self.columns = [self.table.c[name] for name in model.model_fields]
        # In capitals, as no column is: a statement that sets one has a parameter of its name.
        this = self.table.c.id == sa.bindparam("ID")
        same = self.table.c.version == sa.bindparam("VERSION")
        self.insert = sa.insert(self.table)
        self.select = sa.select(*self.columns).where(this)
        self.update = sa.update(self.table).where(this, same).returning(self.table.c.id)
        self.delete = sa.delete(self.table).where(this, same).returning(self.table.c.id)

    def resource(self, row: Sequence[Any]) -> ResourceT:
        """Make a resource of a row, or of the part of a row, that has its columns.

        Raises `UnavailableError` for a row that only a later release can read, which has written it
        beside this one: a value that an enum did not have, or none where there always was one.
        """
        values = dict(zip(self.model.model_fields, row, strict=True))
        try:
            return self.model.model_validate(values)
        except ValidationError as error:
            raise UnavailableError("database") from error


class BaseRepository(Generic[ResourceT]):
    """The rows of one table as resources."""

    def __init__(self, session: AsyncSession, mapping: TableMapping[ResourceT]) -> None:
        self._session = session
        self._mapping = mapping

    async def add(self, values: Mapping[str, object]) -> ResourceT:
        """Store a new resource."""
        self._require_transaction()
        now = datetime.now(UTC)
        resource = self._mapping.model.model_validate(
            {**values, "id": new_id(), "version": 1, "created_at": now, "updated_at": now}
        )
        async with self._refusals(vars(resource)):
            await self._session.execute(self._mapping.insert, vars(resource))
        return resource

    async def get(self, resource_id: UUID) -> ResourceT | None:
        """Find a resource by its id."""
        rows = await self._rows(self._mapping.select, {"ID": resource_id})
        return self._mapping.resource(rows[0]) if rows else None

    async def page(self, query: PagedQuery) -> PageOf[ResourceT]:
        """List resources; raise `InvalidCursorError` for a cursor that is not of this list."""
        filters, (sort, descending) = filters_of(query), order_of(query)
        values: dict[str, object] = {f"filter_{name}": each for name, each in filters.items()}
        if query.cursor is not None:
            sort_type = self._mapping.model.model_fields[sort].annotation
            values["after_value"], values["after_id"] = cursor.decode(query.cursor, sort, sort_type)
        statement = page_statement(
            tuple(self._mapping.columns),
            sort,
            tuple(self._mapping.filters[name] for name in filters),
            descending=descending,
            after=query.cursor is not None,
        )
        try:
            rows = await self._rows(statement, {**values, "rows": query.limit + 1})
        except (StatementError, OverflowError) as error:
            if query.cursor is None or refusal(error) is not Refusal.VALUE:
                raise
            raise InvalidCursorError from error
        columns = self._mapping.columns
        items = [self._mapping.resource(row[: len(columns)]) for row in rows[: query.limit]]
        last = items[-1] if found_rows(rows, columns) > len(items) else None
        return PageOf(
            items=items,
            next_cursor=last and cursor.encode(sort, getattr(last, sort), last.id),
        )

    async def update(self, resource: ResourceT, changes: Mapping[str, object]) -> ResourceT | None:
        """Store changes, unless the stored version is another than the resource's: then None."""
        self._require_transaction()
        now = max(datetime.now(UTC), resource.updated_at)  # a clock may be set back
        values = {**changes, "version": resource.version + 1, "updated_at": now}
        async with self._refusals(changes):
            found = await self._session.execute(self._mapping.update, {**values, **_this(resource)})
        if found.first() is None:
            return None
        if (entity := self._loaded(resource.id)) is not None:
            await self._session.refresh(entity)
        return resource.model_copy(update=values)

    async def remove(self, resource: ResourceT) -> bool:
        """Remove a resource, unless the stored version is another: then False."""
        self._require_transaction()
        try:
            found = await self._session.execute(self._mapping.delete, _this(resource))
        except IntegrityError as error:
            raise StillReferencedError(self._mapping.title) from error
        removed = found.first() is not None
        if removed and (entity := self._loaded(resource.id)) is not None:
            self._session.expunge(entity)
        return removed

    def _require_transaction(self) -> None:
        """Raise `RuntimeError` in a unit of work that reads: nothing of it is committed."""
        if READ_ONLY in self._session.info:
            raise RuntimeError("this unit of work changes nothing: open one to write")

    def _loaded(self, resource_id: UUID) -> object | None:
        """Return the entity, if a query of the same session has loaded it."""
        key = self._session.identity_key(self._mapping.row, resource_id)
        return self._session.identity_map.get(key)

    async def _rows(
        self, statement: sa.Select[Any], values: Mapping[str, object]
    ) -> Sequence[sa.Row[Any]]:
        """Read rows; once more where a migration has made the plan stale that the driver kept."""
        try:
            found = await self._session.execute(statement, values)
        except NotSupportedError:
            if not await begin_again(self._session):
                raise
            found = await self._session.execute(statement, values)
        rows: Sequence[sa.Row[Any]] = found.all()
        return rows

    @asynccontextmanager
    async def _refusals(self, values: Mapping[str, object]) -> AsyncIterator[None]:
        """Tell in the words of the domain why the database refuses to store these values."""
        try:
            yield
        except (StatementError, OverflowError) as error:
            table = self._mapping.table
            match refusal(error):
                case Refusal.UNIQUE:
                    columns = unique_columns(error, table) or ("value",)
                    raise AlreadyExistsError(self._mapping.title, columns) from error
                case Refusal.REFERENCE:
                    columns = await reference_columns(error, table, values, self._session)
                    raise UnknownReferenceError(" and ".join(columns) or "A field") from error
                case Refusal.VALUE:
                    raise InvalidValueError from error
                case Refusal.MISSING if is_of_later_release(error, table):
                    raise UnavailableError("database") from error
            raise


def _table(row: type[BaseRow], model: type[BaseResource]) -> sa.Table:
    """Return the table of the rows; raise `TypeError` if it does not fit the resource."""
    table = cast("sa.Table", row.__table__)
    fields = set(model.model_fields)
    if missing := fields - set(table.c.keys()):
        raise TypeError(f"no column of {table.name} holds {model.__name__}.{min(missing)}")
    for column in table.c:
        given = column.nullable or column.default or column.server_default
        if column.name not in fields and not given:
            raise TypeError(f"no field of {model.__name__} fills {table.name}.{column.name}")
    return table


def _this(resource: BaseResource) -> dict[str, object]:
    return {"ID": resource.id, "VERSION": resource.version}
