"""What can be done with the resources of another service; `repositories` does it."""

from collections.abc import AsyncIterator, Mapping
from typing import Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel

from full_service.models.base import BasePatch, BaseResource

ShownT_co = TypeVar("ShownT_co", bound=BaseResource, covariant=True)
ResourceT = TypeVar("ResourceT", bound=BaseResource)
ChangesT_contra = TypeVar("ChangesT_contra", bound=BasePatch, contravariant=True)
RemovedT_contra = TypeVar("RemovedT_contra", bound=BaseResource, contravariant=True)
NewT_contra = TypeVar("NewT_contra", bound=BaseModel, contravariant=True)


class Reads(Protocol[ShownT_co]):
    """Resources of one kind that can be read."""

    async def get(self, resource_id: UUID) -> ShownT_co:
        """Return one, or raise `NotFoundError`."""
        ...


class Lists(Protocol[ShownT_co]):
    """Resources of one kind that can be listed."""

    def list(
        self, filters: Mapping[str, str | int] | None = None, *, sort: str = "created_at"
    ) -> AsyncIterator[ShownT_co]:
        """Give all, or those with some values."""
        ...


class Creates(Protocol[ShownT_co, NewT_contra]):
    """Resources of one kind that can be made."""

    async def create(self, new: NewT_contra, *, key: str | None = None) -> ShownT_co:
        """Make one; with a key that was used before, return what that made."""
        ...


class Updates(Protocol[ResourceT, ChangesT_contra]):
    """Resources of one kind that can be changed."""

    async def update(self, resource: ResourceT, changes: ChangesT_contra) -> ResourceT:
        """Change one, or raise `VersionMismatchError` if it has changed since it was read."""
        ...


class Deletes(Protocol[RemovedT_contra]):
    """Resources of one kind that can be removed."""

    async def delete(self, resource: RemovedT_contra) -> None:
        """Remove one, or raise `VersionMismatchError` if it has changed since it was read."""
        ...
