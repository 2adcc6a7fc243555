"""Resources whose changes read models follow."""

from collections.abc import Mapping
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from full_service.models.base import BaseResource
from full_service.models.paging import PagedQuery, PageOf
from full_service.repositories.base import BaseRepository, TableMapping
from full_service.repositories.database import READ_ONLY
from full_service.repositories.read_model_changes import ReadModelRepository
from full_service.repositories.read_model_tables import ReadModel

ResourceT = TypeVar("ResourceT", bound=BaseResource)


class ProjectedRepository(BaseRepository[ResourceT]):
    """Resources in a table, and what a read model shows of them.

    A unit of work that changes something is given what is so, one that only reads what the read
    model shows.
    """

    def __init__(self, session: AsyncSession, mapping: TableMapping[ResourceT]) -> None:
        super().__init__(session, mapping)
        self._read_model = ReadModel.of(mapping)

    async def add(self, values: Mapping[str, object]) -> ResourceT:
        """Store a new resource."""
        made = await super().add(values)
        await self._changed(made.id)
        return made

    async def get(self, resource_id: UUID) -> ResourceT | None:
        """Find a resource by its id."""
        if READ_ONLY in self._session.info:
            return await BaseRepository(self._session, self._read_model).get(resource_id)
        return await super().get(resource_id)

    async def page(self, query: PagedQuery) -> PageOf[ResourceT]:
        """List resources; raise `InvalidCursorError` for a cursor that is not of this list."""
        if READ_ONLY in self._session.info:
            return await BaseRepository(self._session, self._read_model).page(query)
        return await super().page(query)

    async def update(self, resource: ResourceT, changes: Mapping[str, object]) -> ResourceT | None:
        """Store changes, unless the stored version is another than the resource's: then None."""
        changed = await super().update(resource, changes)
        if changed is not None:
            await self._changed(changed.id)
        return changed

    async def remove(self, resource: ResourceT) -> bool:
        """Remove a resource, unless the stored version is another: then False."""
        removed = await super().remove(resource)
        if removed:
            await self._changed(resource.id)
        return removed

    async def _changed(self, resource_id: UUID) -> None:
        """Let the read model follow."""
        await ReadModelRepository(self._session).add(self._read_model, resource_id)
