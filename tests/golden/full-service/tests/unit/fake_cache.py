"""A cache that keeps nothing."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

from full_service.models.base import BaseResource

ResourceT = TypeVar("ResourceT", bound=BaseResource)


class FakeCache:
    """Loads whatever is asked for."""

    async def get(
        self,
        kind: str,  # noqa: ARG002
        resource_id: UUID,  # noqa: ARG002
        model: type[ResourceT],  # noqa: ARG002
        load: Callable[[], Awaitable[ResourceT]],
    ) -> ResourceT:
        return await load()
