"""Rules about orders."""

from full_service.models.base import changes_by
from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.errors import NotFoundError, VersionMismatchError
from full_service.models.events import OrderChanged, OrderCreated, OrderRemoved
from full_service.models.identifiers import OrderId
from full_service.models.order import Order, OrderCreate, OrderPatch, OrderQuery
from full_service.models.paging import PageOf
from full_service.services.ports import Storage, UnitOfWork

TITLE = "order"


class OrderService:
    """What can be done with orders.

    A command is committed when its method returns.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def page(self, query: OrderQuery) -> PageOf[Order]:
        """List some; raise `InvalidCursorError` for a cursor of another list."""
        async with self._storage.read() as work:
            return await work.orders.page(query)

    async def get(self, order_id: OrderId) -> Order:
        """Return one, or raise `NotFoundError`."""

        async def load() -> Order:
            async with self._storage.read() as work:
                return await _existing(work, order_id)

        return await self._storage.cache.get("orders", order_id, Order, load)

    async def create(self, new: OrderCreate, key: IdempotencyKey | None = None) -> Order:
        """Store a new one; with a key that was used before, return what that made."""
        async with self._storage.write(key) as work:
            made = await work.idempotency.find(key, Order)
            if made is None:
                made = await work.orders.add(vars(new))
                await work.outbox.add(OrderCreated.of(made))
                await work.idempotency.store(key, made)
            return made

    async def update(
        self, order_id: OrderId, patch: OrderPatch, expected: ExpectedVersion
    ) -> Order:
        """Change one; raise `VersionMismatchError` if it is not as expected."""
        async with self._storage.write() as work:
            found = await _expected(work, order_id, expected)
            changes = changes_by(patch, found)
            stored = work.orders
            changed = await stored.update(found, changes) if changes else found
            if changed is not None and changed is not found:
                await work.outbox.add(OrderChanged.of(changed))
        if changed is None:
            raise VersionMismatchError(TITLE)
        return changed

    async def delete(self, order_id: OrderId, expected: ExpectedVersion) -> None:
        """Remove one; raise `VersionMismatchError` if it is not as expected."""
        async with self._storage.write() as work:
            found = await _expected(work, order_id, expected)
            removed = await work.orders.remove(found)
            if removed:
                await work.outbox.add(OrderRemoved.of(found))
        if not removed:
            raise VersionMismatchError(TITLE)


async def _existing(work: UnitOfWork, order_id: OrderId) -> Order:
    found = await work.orders.get(order_id)
    if found is None:
        raise NotFoundError(TITLE, order_id)
    return found


async def _expected(work: UnitOfWork, order_id: OrderId, expected: ExpectedVersion) -> Order:
    found = await _existing(work, order_id)
    if not expected.allows(found.version):
        raise VersionMismatchError(TITLE)
    return found
