"""Storage in memory."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Generic, TypeVar
from uuid import UUID

from full_service.models.base import BaseResource
from full_service.models.concurrency import IdempotencyKey
from full_service.models.customer import Customer
from full_service.models.errors import IdempotencyKeyReusedError
from full_service.models.identifiers import new_id
from full_service.models.order import Order
from full_service.models.order_line import OrderLine
from full_service.models.paging import PagedQuery, PageOf
from tests.unit.fake_cache import FakeCache
from tests.unit.fake_inbox import FakeInbox
from tests.unit.fake_messages import FakeDeadLetters, FakeLeases, FakeOutbox
from tests.unit.fake_read_models import FakeReadModels
from tests.unit.fake_sagas import FakeSagas

ResourceT = TypeVar("ResourceT", bound=BaseResource)


class FakeRepository(Generic[ResourceT]):
    """Resources in a dictionary."""

    def __init__(self, model: type[ResourceT]) -> None:
        self.model = model
        self.stored: dict[UUID, ResourceT] = {}
        self.overtaken = False
        """Whether another client changes each resource between the read and the write."""

    async def add(self, values: Mapping[str, object]) -> ResourceT:
        now = datetime.now(UTC)
        made = self.model.model_validate(
            {**values, "id": new_id(), "version": 1, "created_at": now, "updated_at": now}
        )
        self.stored[made.id] = made
        return made

    async def get(self, resource_id: UUID) -> ResourceT | None:
        return self.stored.get(resource_id)

    async def page(self, query: PagedQuery) -> PageOf[ResourceT]:
        return PageOf(items=list(self.stored.values())[: query.limit], next_cursor=None)

    async def update(self, resource: ResourceT, changes: Mapping[str, object]) -> ResourceT | None:
        if self.overtaken:
            return None
        changed = resource.model_copy(update={**changes, "version": resource.version + 1})
        self.stored[changed.id] = changed
        return changed

    async def remove(self, resource: ResourceT) -> bool:
        return not self.overtaken and self.stored.pop(resource.id, None) is not None


class FakeIdempotency:
    """Answers in a dictionary."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[str, BaseResource]] = {}

    async def find(self, key: IdempotencyKey | None, model: type[ResourceT]) -> ResourceT | None:
        if key is None:
            return None
        digest, answer = self.answers.get(key.scope, (key.digest, None))
        if digest != key.digest:
            raise IdempotencyKeyReusedError
        return answer if isinstance(answer, model) else None

    async def store(self, key: IdempotencyKey | None, resource: BaseResource) -> None:
        if key is not None:
            self.answers[key.scope] = (key.digest, resource)


class FakeStorage:
    """One unit of work for all; nothing is rolled back, so no rule may rely on that."""

    def __init__(self) -> None:
        self.idempotency = FakeIdempotency()
        self.customers = FakeRepository(Customer)
        self.orders = FakeRepository(Order)
        self.order_lines = FakeRepository(OrderLine)
        self.cache = FakeCache()
        self.outbox = FakeOutbox()
        self.dead_letters = FakeDeadLetters()
        self.leases = FakeLeases()
        self.inbox = FakeInbox()
        self.read_models = FakeReadModels()
        self.sagas = FakeSagas()

    @asynccontextmanager
    async def read(self) -> AsyncIterator["FakeStorage"]:
        yield self

    @asynccontextmanager
    async def write(self, key: IdempotencyKey | None = None) -> AsyncIterator["FakeStorage"]:  # noqa: ARG002
        yield self
