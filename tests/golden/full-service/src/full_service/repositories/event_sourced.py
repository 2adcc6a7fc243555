"""Entities as their events make them, and the tables that show them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from full_service.models.aggregates import Aggregate, Kind, StoredEvent
from full_service.models.base import BaseResource
from full_service.models.errors import VersionMismatchError
from full_service.models.upcasts import CURRENT
from full_service.repositories.base import BaseRepository, TableMapping
from full_service.repositories.database import READ_ONLY
from full_service.repositories.event_store import (
    LOAD,
    SNAPSHOT_INTERVAL,
    EventStore,
    as_events,
    identity,
)
from full_service.repositories.refusals import Refusal, refusal

ResourceT = TypeVar("ResourceT", bound=BaseResource)

IDENTITY = {"id", "version"}
"""What an event says of every entity beside its data."""


class EventSourcedRepository(BaseRepository[ResourceT]):
    """Resources that are the sum of their events; the table shows them, in the same transaction.

    So lists, unique values and references are as they are without events. A unit of work that
    changes something is given what the events say, one that only reads what the table shows.
    """

    def __init__(self, session: AsyncSession, mapping: TableMapping[ResourceT]) -> None:
        super().__init__(session, mapping)
        self._store = EventStore(session)

    async def add(self, values: Mapping[str, object]) -> ResourceT:
        """Store a new resource."""
        made = await super().add(values)
        await self._append(made.id, made.version, "created", _facts(made))
        return made

    async def adopt(self, resource: ResourceT, after: int = 0) -> None:
        """Record a row as it is that was written past the repository, as by an import.

        `after` is the version of its last event. Raises `VersionMismatchError` if it is another.
        """
        kind: Kind = "changed" if after else "created"
        await self._append(resource.id, resource.version, kind, _facts(resource), after)

    async def get(self, resource_id: UUID) -> ResourceT | None:
        """Find a resource by its id."""
        if READ_ONLY in self._session.info:
            return await super().get(resource_id)
        this = identity(self._mapping.model.__name__, resource_id)
        events = as_events(await self._rows(LOAD, this))
        return Aggregate(self._mapping.model, events).state

    async def update(self, resource: ResourceT, changes: Mapping[str, object]) -> ResourceT | None:
        """Store changes, unless the stored version is another than the resource's: then None."""
        changed = await super().update(resource, changes)
        if changed is None:
            return None
        facts = {**changes, "updated_at": changed.updated_at}
        await self._append(changed.id, changed.version, "changed", facts)
        if SNAPSHOT_INTERVAL and changed.version % SNAPSHOT_INTERVAL == 0:
            snapshot = self._event(changed.id, changed.version, "snapshot", _facts(changed))
            await self._store.keep(snapshot)
        return changed

    async def remove(self, resource: ResourceT) -> bool:
        """Remove a resource, unless the stored version is another: then False."""
        removed = await super().remove(resource)
        if removed:
            await self._append(resource.id, resource.version + 1, "removed", {})
        return removed

    async def _append(
        self,
        resource_id: UUID,
        version: int,
        kind: Kind,
        facts: Mapping[str, object],
        after: int | None = None,
    ) -> None:
        """Record what happened; raise `VersionMismatchError` if the store tells of another version.

        Then the table does not show what the events make, and `projections rebuild` mends it.
        """
        event = self._event(resource_id, version, kind, facts)
        try:
            appended = await self._store.append(event, after)
        except IntegrityError as error:
            if refusal(error) is not Refusal.UNIQUE:
                raise
            raise VersionMismatchError(self._mapping.title) from error
        if not appended:
            raise VersionMismatchError(self._mapping.title)

    def _event(
        self, resource_id: UUID, version: int, kind: Kind, facts: Mapping[str, object]
    ) -> StoredEvent:
        return StoredEvent(
            position=0,
            aggregate=self._mapping.model.__name__,
            aggregate_id=resource_id,
            version=version,
            kind=kind,
            revision=CURRENT,
            data=facts,
            recorded_at=datetime.now(UTC),
        )


def _facts(resource: BaseResource) -> dict[str, object]:
    return {name: value for name, value in vars(resource).items() if name not in IDENTITY}
