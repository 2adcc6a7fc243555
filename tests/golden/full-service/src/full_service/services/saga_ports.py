"""What sagas need from storage; `repositories` provides it."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from full_service.models.sagas import Saga, SagaCount, SagaQuery


class Sagas(Protocol):
    """The sagas that this service has heard of."""

    async def add(self, saga: Saga) -> bool:
        """Store a new one; return whether it is new."""
        ...

    async def find(self, saga_id: UUID) -> Saga | None:
        """Find one by its id."""
        ...

    async def lock(self, saga_id: UUID) -> Saga | None:
        """Find one, and let no other unit of work change it before this one ends."""
        ...

    async def store(self, saga: Saga) -> None:
        """Store what has become of one that is locked."""
        ...

    async def page(self, query: SagaQuery) -> list[Saga]:
        """List some."""
        ...

    async def counts(self) -> list[SagaCount]:
        """Count all, by name and state."""
        ...

    async def stuck(self) -> int:
        """Count those that need a person."""
        ...

    async def overdue(self, now: datetime) -> list[tuple[UUID, str]]:
        """Return the ids and names of some whose deadline has passed."""
        ...
