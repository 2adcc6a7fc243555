"""Rules about order lines."""

from full_service.models.base import changes_by
from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.errors import NotFoundError, VersionMismatchError
from full_service.models.events import OrderLineChanged, OrderLineCreated, OrderLineRemoved
from full_service.models.identifiers import OrderLineId
from full_service.models.order_line import (
    OrderLine,
    OrderLineCreate,
    OrderLinePatch,
    OrderLineQuery,
)
from full_service.models.paging import PageOf
from full_service.services.ports import Storage, UnitOfWork

TITLE = "order line"


class OrderLineService:
    """What can be done with order lines.

    A command is committed when its method returns.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def page(self, query: OrderLineQuery) -> PageOf[OrderLine]:
        """List some; raise `InvalidCursorError` for a cursor of another list."""
        async with self._storage.read() as work:
            return await work.order_lines.page(query)

    async def get(self, order_line_id: OrderLineId) -> OrderLine:
        """Return one, or raise `NotFoundError`."""

        async def load() -> OrderLine:
            async with self._storage.read() as work:
                return await _existing(work, order_line_id)

        return await self._storage.cache.get("order_lines", order_line_id, OrderLine, load)

    async def create(self, new: OrderLineCreate, key: IdempotencyKey | None = None) -> OrderLine:
        """Store a new one; with a key that was used before, return what that made."""
        async with self._storage.write(key) as work:
            made = await work.idempotency.find(key, OrderLine)
            if made is None:
                made = await work.order_lines.add(vars(new))
                await work.outbox.add(OrderLineCreated.of(made))
                await work.idempotency.store(key, made)
            return made

    async def update(
        self, order_line_id: OrderLineId, patch: OrderLinePatch, expected: ExpectedVersion
    ) -> OrderLine:
        """Change one; raise `VersionMismatchError` if it is not as expected."""
        async with self._storage.write() as work:
            found = await _expected(work, order_line_id, expected)
            changes = changes_by(patch, found)
            stored = work.order_lines
            changed = await stored.update(found, changes) if changes else found
            if changed is not None and changed is not found:
                await work.outbox.add(OrderLineChanged.of(changed))
        if changed is None:
            raise VersionMismatchError(TITLE)
        return changed

    async def delete(self, order_line_id: OrderLineId, expected: ExpectedVersion) -> None:
        """Remove one; raise `VersionMismatchError` if it is not as expected."""
        async with self._storage.write() as work:
            found = await _expected(work, order_line_id, expected)
            removed = await work.order_lines.remove(found)
            if removed:
                await work.outbox.add(OrderLineRemoved.of(found))
        if not removed:
            raise VersionMismatchError(TITLE)


async def _existing(work: UnitOfWork, order_line_id: OrderLineId) -> OrderLine:
    found = await work.order_lines.get(order_line_id)
    if found is None:
        raise NotFoundError(TITLE, order_line_id)
    return found


async def _expected(
    work: UnitOfWork, order_line_id: OrderLineId, expected: ExpectedVersion
) -> OrderLine:
    found = await _existing(work, order_line_id)
    if not expected.allows(found.version):
        raise VersionMismatchError(TITLE)
    return found
