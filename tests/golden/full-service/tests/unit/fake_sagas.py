"""Sagas in memory."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from full_service.models.sagas import Saga, SagaCount, SagaQuery, SagaState


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
        found = [saga for saga in self.stored.values() if query.state in {None, saga.state}]
        return found[: query.limit]

    async def counts(self) -> list[SagaCount]:
        groups: defaultdict[tuple[str, SagaState], list[Saga]] = defaultdict(list)
        for saga in self.stored.values():
            groups[saga.name, saga.state].append(saga)
        return [
            SagaCount(name=name, state=state, count=len(all_), oldest=all_[0].began_at, seconds=0)
            for (name, state), all_ in groups.items()
        ]

    async def stuck(self) -> int:
        return len([saga for saga in self.stored.values() if saga.state is SagaState.STUCK])

    async def overdue(self, now: datetime) -> list[tuple[UUID, str]]:
        return [
            (saga.id, saga.name)
            for saga in self.stored.values()
            if saga.deadline is not None and saga.deadline <= now
        ]
