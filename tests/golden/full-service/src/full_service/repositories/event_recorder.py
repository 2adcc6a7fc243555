"""What becomes of entities, told to an event store."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from full_service.models.aggregates import Kind, StoredEvent
from full_service.models.base import BaseResource
from full_service.models.errors import VersionMismatchError
from full_service.models.upcasts import CURRENT

SNAPSHOT_INTERVAL: int | None = 200
"""After so many events of one entity, what they made is kept, so that it need not be made again."""

IDENTITY = {"id", "version"}
"""What an event says of every entity beside its data."""


class Events(Protocol):
    """An event store, as far as it is written to."""

    async def append(self, event: StoredEvent, after: int | None = None) -> bool:
        """Add an event, unless the last one of the entity is not the one before it: then False."""
        ...

    async def keep(self, snapshot: StoredEvent) -> None:
        """Keep what the events of an entity have made so far."""
        ...

    def is_taken(self, error: Exception) -> bool:
        """Tell whether an error says that another writer has added the event of a version."""
        ...


class EventRecorder:
    """Tells of the resources of one kind.

    Whatever it tells raises `VersionMismatchError` if the store knows of another version: then the
    database does not show what the events make, and `projections rebuild` mends it.
    """

    def __init__(self, store: Events, model: type[BaseResource], title: str) -> None:
        self._store = store
        self._model = model
        self._title = title

    async def created(self, made: BaseResource) -> None:
        """Tell of a new resource."""
        await self._append(made.id, made.version, "created", _facts(made))

    async def changed(self, changed: BaseResource, changes: Mapping[str, object]) -> None:
        """Tell what has changed, and keep what was made of all that from time to time."""
        facts = {**changes, "updated_at": changed.updated_at}
        await self._append(changed.id, changed.version, "changed", facts)
        if SNAPSHOT_INTERVAL and changed.version % SNAPSHOT_INTERVAL == 0:
            snapshot = self._event(changed.id, changed.version, "snapshot", _facts(changed))
            await self._store.keep(snapshot)

    async def removed(self, resource: BaseResource) -> None:
        """Tell that a resource is no more."""
        await self._append(resource.id, resource.version + 1, "removed", {})

    async def adopt(self, resource: BaseResource, after: int) -> None:
        """Tell of a resource that was written past the events; `after` is the version of its last one."""
        kind: Kind = "changed" if after else "created"
        await self._append(resource.id, resource.version, kind, _facts(resource), after)

    async def _append(
        self,
        resource_id: UUID,
        version: int,
        kind: Kind,
        facts: Mapping[str, object],
        after: int | None = None,
    ) -> None:
        try:
            appended = await self._store.append(
                self._event(resource_id, version, kind, facts), after
            )
        except Exception as error:
            if not self._store.is_taken(error):
                raise
            raise VersionMismatchError(self._title) from error
        if not appended:
            raise VersionMismatchError(self._title)

    def _event(
        self, resource_id: UUID, version: int, kind: Kind, facts: Mapping[str, object]
    ) -> StoredEvent:
        return StoredEvent(
            position=0,
            aggregate=self._model.__name__,
            aggregate_id=resource_id,
            version=version,
            kind=kind,
            revision=CURRENT,
            data=facts,
            recorded_at=datetime.now(UTC),
        )


def _facts(resource: BaseResource) -> dict[str, object]:
    return {name: value for name, value in vars(resource).items() if name not in IDENTITY}
