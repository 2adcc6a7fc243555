"""Units of work over a database."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from full_service.models import consistency
from full_service.models.concurrency import IdempotencyKey
from full_service.repositories.cache import Change, ResourceCache
from full_service.repositories.changes import changes_of
from full_service.repositories.customer import CustomerRepository
from full_service.repositories.database import Database
from full_service.repositories.dead_letters import DeadLetterRepository
from full_service.repositories.idempotency import IdempotencyRepository
from full_service.repositories.inbox import InboxRepository
from full_service.repositories.leases import LeaseRepository
from full_service.repositories.order import OrderRepository
from full_service.repositories.order_line import OrderLineRepository
from full_service.repositories.outbox import NEW_MESSAGES, OutboxRepository
from full_service.repositories.read_model_changes import LAST_CHANGE, ReadModelRepository
from full_service.repositories.sagas import SagaRepository


class SqlUnitOfWork:
    """The repositories, over one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    @property
    def idempotency(self) -> IdempotencyRepository:
        """Answers to keep."""
        return IdempotencyRepository(self._session)

    async def changed(self) -> Collection[Change]:
        """Send all changes to the database; return what they concern."""
        session = self._session
        if session.new or session.dirty or session.deleted:
            await session.flush()
        return changes_of(session)

    @property
    def outbox(self) -> OutboxRepository:
        """Events that wait to be sent."""
        return OutboxRepository(self._session)

    @property
    def dead_letters(self) -> DeadLetterRepository:
        """Messages that failed."""
        return DeadLetterRepository(self._session)

    @property
    def leases(self) -> LeaseRepository:
        """What one process of all replicas does at a time."""
        return LeaseRepository(self._session)

    @property
    def inbox(self) -> InboxRepository:
        """Events that were handled."""
        return InboxRepository(self._session)

    @property
    def read_models(self) -> ReadModelRepository:
        """Tables that hold answers, and what they have not followed yet."""
        return ReadModelRepository(self._session)

    @property
    def sagas(self) -> SagaRepository:
        """Sagas that this service has heard of."""
        return SagaRepository(self._session)

    @property
    def customers(self) -> CustomerRepository:
        """Stored customers."""
        return CustomerRepository(self._session)

    @property
    def orders(self) -> OrderRepository:
        """Stored orders."""
        return OrderRepository(self._session)

    @property
    def order_lines(self) -> OrderLineRepository:
        """Stored order lines."""
        return OrderLineRepository(self._session)


class SqlStorage:
    """Where units of work come from."""

    def __init__(self, database: Database, cache: ResourceCache) -> None:
        self._database = database
        self.cache = cache
        self._relays: list[Callable[[], None]] = []
        self._projectors: list[Callable[[], None]] = []

    def when_messages_wait(self, wake: Callable[[], None]) -> None:
        """Call this each time when messages were committed."""
        self._relays.append(wake)

    def when_read_models_wait(self, wake: Callable[[], None]) -> None:
        """Call this each time when changes were committed that read models have to follow."""
        self._projectors.append(wake)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnitOfWork]:
        """Start a unit of work that changes nothing."""
        async with self._database.read() as session:
            yield SqlUnitOfWork(session)

    @asynccontextmanager
    async def write(self, key: IdempotencyKey | None = None) -> AsyncIterator[SqlUnitOfWork]:
        """Start one that is committed at its end, or rolled back if it raises."""
        async with self._database.write(key.scope if key else None) as session:
            yield SqlUnitOfWork(session)
            changes = await SqlUnitOfWork(session).changed()
            await self.cache.mark(changes)
            if key is not None and LAST_CHANGE not in session.info:
                await ReadModelRepository(session).repeat()
        # Of a commit that fails nobody knows whether it was carried out: its marks expire.
        await self.cache.forget(changes)
        if NEW_MESSAGES in session.info:
            for wake in self._relays:
                wake()
        if last_change := session.info.get(LAST_CHANGE):
            consistency.note(last_change)
            for wake in self._projectors:
                wake()

    async def purge(self) -> None:
        """Remove what has expired, some of it at a time, so that no lock is held for long."""
        removed = True
        while removed:
            async with self._database.write() as session:
                removed = await IdempotencyRepository(session).purge()
        removed = True
        while removed:
            async with self._database.write() as session:
                removed = await InboxRepository(session).purge()
        removed = True
        while removed:
            async with self._database.write() as session:
                removed = await SagaRepository(session).purge()
