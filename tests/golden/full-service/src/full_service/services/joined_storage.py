"""What a service needs from storage, out of a unit of work that goes on."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar
from uuid import UUID

from full_service.models.base import BaseResource
from full_service.models.concurrency import IdempotencyKey
from full_service.services.ports import Cache, UnitOfWork

ResourceT = TypeVar("ResourceT", bound=BaseResource)


class _Uncached:
    async def get(
        self,
        kind: str,  # noqa: ARG002
        resource_id: UUID,  # noqa: ARG002
        model: type[ResourceT],  # noqa: ARG002
        load: Callable[[], Awaitable[ResourceT]],
    ) -> ResourceT:
        return await load()


class JoinedStorage:
    """Gives the same unit of work to all: whoever began it commits what they did, or nothing."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    @property
    def cache(self) -> Cache:
        """Keep nothing: what is read may have been changed, and is not committed."""
        return _Uncached()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        """Give the unit of work, which sees what it has changed."""
        yield self._work

    @asynccontextmanager
    async def write(self, key: IdempotencyKey | None = None) -> AsyncIterator[UnitOfWork]:  # noqa: ARG002 - who began the unit of work holds the key
        """Give the unit of work."""
        yield self._work
