"""Rules about customers."""

from full_service.models.base import changes_by
from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.customer import Customer, CustomerCreate, CustomerPatch, CustomerQuery
from full_service.models.errors import NotFoundError, VersionMismatchError
from full_service.models.events import CustomerChanged, CustomerCreated, CustomerRemoved
from full_service.models.identifiers import CustomerId
from full_service.models.paging import PageOf
from full_service.services.ports import Storage, UnitOfWork

TITLE = "customer"


class CustomerService:
    """What can be done with customers.

    A command is committed when its method returns.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def page(self, query: CustomerQuery) -> PageOf[Customer]:
        """List some; raise `InvalidCursorError` for a cursor of another list."""
        async with self._storage.read() as work:
            return await work.customers.page(query)

    async def get(self, customer_id: CustomerId) -> Customer:
        """Return one, or raise `NotFoundError`."""

        async def load() -> Customer:
            async with self._storage.read() as work:
                return await _existing(work, customer_id)

        return await self._storage.cache.get("customers", customer_id, Customer, load)

    async def create(self, new: CustomerCreate, key: IdempotencyKey | None = None) -> Customer:
        """Store a new one; with a key that was used before, return what that made."""
        async with self._storage.write(key) as work:
            made = await work.idempotency.find(key, Customer)
            if made is None:
                made = await work.customers.add(vars(new))
                await work.outbox.add(CustomerCreated.of(made))
                await work.idempotency.store(key, made)
            return made

    async def update(
        self, customer_id: CustomerId, patch: CustomerPatch, expected: ExpectedVersion
    ) -> Customer:
        """Change one; raise `VersionMismatchError` if it is not as expected."""
        async with self._storage.write() as work:
            found = await _expected(work, customer_id, expected)
            changes = changes_by(patch, found)
            stored = work.customers
            changed = await stored.update(found, changes) if changes else found
            if changed is not None and changed is not found:
                await work.outbox.add(CustomerChanged.of(changed))
        if changed is None:
            raise VersionMismatchError(TITLE)
        return changed

    async def delete(self, customer_id: CustomerId, expected: ExpectedVersion) -> None:
        """Remove one; raise `VersionMismatchError` if it is not as expected."""
        async with self._storage.write() as work:
            found = await _expected(work, customer_id, expected)
            removed = await work.customers.remove(found)
            if removed:
                await work.outbox.add(CustomerRemoved.of(found))
        if not removed:
            raise VersionMismatchError(TITLE)


async def _existing(work: UnitOfWork, customer_id: CustomerId) -> Customer:
    found = await work.customers.get(customer_id)
    if found is None:
        raise NotFoundError(TITLE, customer_id)
    return found


async def _expected(
    work: UnitOfWork, customer_id: CustomerId, expected: ExpectedVersion
) -> Customer:
    found = await _existing(work, customer_id)
    if not expected.allows(found.version):
        raise VersionMismatchError(TITLE)
    return found
