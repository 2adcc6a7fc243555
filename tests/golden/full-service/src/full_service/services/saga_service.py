"""What can be seen of sagas, and what a person can do for one that needs somebody."""

from datetime import UTC, datetime
from uuid import UUID

from full_service.models.errors import NotFoundError
from full_service.models.health import UnhealthyError
from full_service.models.messages import SOURCE
from full_service.models.sagas import Saga, SagaList, SagaQuery, SagaState, SagaSummary
from full_service.services.all_sagas import SAGAS
from full_service.services.ports import Storage
from full_service.services.saga_deadlines import CHANGED
from full_service.services.sagas import known

TITLE = "saga"


class SagaService:
    """The sagas that this service has heard of."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def page(self, query: SagaQuery) -> SagaList:
        """List some."""
        async with self._storage.read() as work:
            return SagaList(items=await work.sagas.page(query))

    async def summary(self) -> SagaSummary:
        """Count all."""
        async with self._storage.read() as work:
            return SagaSummary(items=await work.sagas.counts())

    async def get(self, saga_id: UUID) -> Saga:
        """Return one, or raise `NotFoundError`."""
        async with self._storage.read() as work:
            saga = await work.sagas.find(saga_id)
        if saga is None:
            raise NotFoundError(TITLE, saga_id)
        return saga

    async def check(self) -> None:
        """Raise `UnhealthyError` if a saga needs a person."""
        async with self._storage.read() as work:
            stuck = await work.sagas.stuck()
        if stuck:
            raise UnhealthyError(f"{stuck} stuck: {SOURCE} sagas list")

    async def compensate(self, saga_id: UUID) -> str | None:
        """Undo now what this service is to undo; return why that cannot be, or None.

        Raises `NotFoundError` and `UndoFailedError`.
        """
        async with self._storage.write() as work:
            saga = await work.sagas.lock(saga_id)
            if saga is None:
                raise NotFoundError(TITLE, saga_id)
            definition = SAGAS.get(saga.name)
            if definition is None:
                return f"this service takes no part in {saga.name} any more"
            if not definition.knows(saga):
                return CHANGED
            if await known(definition, saga, work).compensate():
                return None
        left = [name for name in saga.finished if name not in saga.compensated]
        return f"nothing to undo here: what is not undone is {', '.join(left) or 'nothing'}"

    async def settle(self, saga_id: UUID) -> bool:
        """Take what is stuck as undone, by whatever a person did; return whether it was stuck."""
        async with self._storage.write() as work:
            saga = await work.sagas.lock(saga_id)
            if saga is None:
                raise NotFoundError(TITLE, saga_id)
            if saga.state is not SagaState.STUCK:
                return False
            definition = SAGAS.get(saga.name)
            if definition is not None and definition.knows(saga):
                await known(definition, saga, work).compensate(by_hand=True)
            else:
                now = datetime.now(UTC)
                ended = {"state": SagaState.COMPENSATED, "changed_at": now}
                await work.sagas.store(saga.model_copy(update=ended))
        return True
