"""Entities as their events make them, and the tables that show them."""

from collections.abc import Collection, Mapping
from itertools import groupby
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from full_service.models.aggregates import Aggregate
from full_service.models.base import BaseResource
from full_service.models.upcasts import names_of
from full_service.repositories.base import BaseRepository, TableMapping
from full_service.repositories.database import READ_ONLY
from full_service.repositories.event_recorder import EventRecorder
from full_service.repositories.event_store import LOAD, LOAD_SOME, EventStore, as_events, identity

ResourceT = TypeVar("ResourceT", bound=BaseResource)


class EventSourcedRepository(BaseRepository[ResourceT]):
    """Resources that are the sum of their events; the table shows them, in the same transaction.

    So lists, unique values and references are as they are without events. A unit of work that
    changes something is given what the events say, one that only reads what the table shows.
    """

    def __init__(self, session: AsyncSession, mapping: TableMapping[ResourceT]) -> None:
        super().__init__(session, mapping)
        self._recorder = EventRecorder(EventStore(session), mapping.model, mapping.title)

    async def add(self, values: Mapping[str, object]) -> ResourceT:
        """Store a new resource."""
        made = await super().add(values)
        await self._recorder.created(made)
        return made

    async def adopt(self, resource: ResourceT, after: int = 0) -> None:
        """Record a row as it is that was written past the repository, as by an import.

        `after` is the version of its last event. Raises `VersionMismatchError` if it is another.
        """
        await self._recorder.adopt(resource, after)

    async def get(self, resource_id: UUID) -> ResourceT | None:
        """Find a resource by its id."""
        if READ_ONLY in self._session.info:
            return await super().get(resource_id)
        this = identity(self._mapping.model.__name__, resource_id)
        events = as_events(await self._rows(LOAD, this))
        return Aggregate(self._mapping.model, events).state

    async def some(self, ids: Collection[UUID]) -> list[ResourceT]:
        """Find those of some resources that there are, as their events make them."""
        names = names_of(self._mapping.model.__name__)
        rows = await self._rows(LOAD_SOME, {"IDS": list(ids), "NAMES": names})
        histories = groupby(as_events(rows), key=attrgetter("aggregate_id"))
        states = (Aggregate(self._mapping.model, events).state for _, events in histories)
        return [state for state in states if state is not None]

    async def update(self, resource: ResourceT, changes: Mapping[str, object]) -> ResourceT | None:
        """Store changes, unless the stored version is another than the resource's: then None."""
        changed = await super().update(resource, changes)
        if changed is not None:
            await self._recorder.changed(changed, changes)
        return changed

    async def remove(self, resource: ResourceT) -> bool:
        """Remove a resource, unless the stored version is another: then False."""
        removed = await super().remove(resource)
        if removed:
            await self._recorder.removed(resource)
        return removed
