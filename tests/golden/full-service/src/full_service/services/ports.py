"""What the services need from storage; `repositories` provides it."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar
from uuid import UUID

from full_service.models.base import BaseResource
from full_service.models.concurrency import IdempotencyKey
from full_service.models.customer import Customer
from full_service.models.order import Order
from full_service.models.order_line import OrderLine
from full_service.models.paging import PagedQuery, PageOf
from full_service.services.consumer_ports import Inbox
from full_service.services.message_ports import DeadLetters, Leases, Outbox
from full_service.services.read_model_ports import ReadModels
from full_service.services.saga_ports import Sagas

ResourceT = TypeVar("ResourceT", bound=BaseResource)


class Repository(Protocol[ResourceT]):
    """The stored resources of one kind."""

    async def add(self, values: Mapping[str, object]) -> ResourceT:
        """Store a new resource."""
        ...

    async def get(self, resource_id: UUID) -> ResourceT | None:
        """Find a resource by its id."""
        ...

    async def page(self, query: PagedQuery) -> PageOf[ResourceT]:
        """List resources."""
        ...

    async def update(self, resource: ResourceT, changes: Mapping[str, object]) -> ResourceT | None:
        """Store changes, unless the stored version is another than the resource's: then None."""
        ...

    async def remove(self, resource: ResourceT) -> bool:
        """Remove a resource, unless the stored version is another: then False."""
        ...


class Idempotency(Protocol):
    """What was answered to requests that carried a key."""

    async def find(self, key: IdempotencyKey | None, model: type[ResourceT]) -> ResourceT | None:
        """Return what was answered; raise `IdempotencyKeyReusedError` if another body was sent."""
        ...

    async def store(self, key: IdempotencyKey | None, resource: BaseResource) -> None:
        """Keep what is answered, if the request carried a key."""
        ...


class Cache(Protocol):
    """Resources that were read before."""

    async def get(
        self,
        kind: str,
        resource_id: UUID,
        model: type[ResourceT],
        load: Callable[[], Awaitable[ResourceT]],
    ) -> ResourceT:
        """Return a resource; load it if it is not kept, and raise what that raises."""
        ...


class UnitOfWork(Protocol):
    """The repositories, over one session."""

    @property
    def idempotency(self) -> Idempotency:
        """Answers to keep."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Events that wait to be sent."""
        ...

    @property
    def dead_letters(self) -> DeadLetters:
        """Messages that failed."""
        ...

    @property
    def leases(self) -> Leases:
        """What one process of all replicas does at a time."""
        ...

    @property
    def inbox(self) -> Inbox:
        """Events that were handled."""
        ...

    @property
    def read_models(self) -> ReadModels:
        """Tables that hold answers, and what they have not followed yet."""
        ...

    @property
    def sagas(self) -> Sagas:
        """Sagas that this service has heard of."""
        ...

    @property
    def customers(self) -> Repository[Customer]:
        """Stored customers."""
        ...

    @property
    def orders(self) -> Repository[Order]:
        """Stored orders."""
        ...

    @property
    def order_lines(self) -> Repository[OrderLine]:
        """Stored order lines."""
        ...


class Storage(Protocol):
    """Where units of work come from."""

    @property
    def cache(self) -> Cache:
        """Resources that were read before, none older than an answer."""
        ...

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Start a unit of work that changes nothing."""
        ...

    def write(self, key: IdempotencyKey | None = None) -> AbstractAsyncContextManager[UnitOfWork]:
        """Start one that is committed at its end, or rolled back if it raises.

        With a key, raise `RequestInProgressError` while another unit of work has the same key.
        """
        ...
