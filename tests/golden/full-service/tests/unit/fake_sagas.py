"""Sagas in memory."""

from datetime import datetime
from uuid import UUID

from full_service.models.sagas import Saga, SagaQuery


class FakeSagas:
    """Sagas in a dictionary."""

    def __init__(self) -> None:
        self.stored: dict[UUID, Saga] = {}

    async def add(self, saga: Saga) -> bool:
        return self.stored.setdefault(saga.id, saga) is saga

    async def find(self, saga_id: UUID) -> Saga | None:
        return self.stored.get(saga_id)

    async def lock(self, saga_id: UUID) -> Saga | None:
        return self.stored.get(saga_id)

    async def store(self, saga: Saga) -> None:
        self.stored[saga.id] = saga

    async def page(self, query: SagaQuery) -> list[Saga]:
        return list(self.stored.values())[: query.limit]

    async def overdue(self, now: datetime) -> list[tuple[UUID, str]]:
        return [
            (saga.id, saga.name)
            for saga in self.stored.values()
            if saga.deadline is not None and saga.deadline <= now
        ]
