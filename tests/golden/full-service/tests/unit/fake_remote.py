"""The resources of other services, in memory, for tests of what uses them."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from pydantic import BaseModel

from full_service.models.base import BasePatch, BaseResource, changes_by
from full_service.models.errors import NotFoundError, VersionMismatchError

ResourceT = TypeVar("ResourceT", bound=BaseResource)


class FakeRemoteResource(Generic[ResourceT]):
    """Those of one kind."""

    def __init__(self, model: type[ResourceT], *stored: ResourceT) -> None:
        self._model = model
        self._stored = {each.id: each for each in stored}

    async def get(self, resource_id: UUID) -> ResourceT:
        if resource_id not in self._stored:
            raise NotFoundError(self._model.__name__, resource_id)
        return self._stored[resource_id]

    async def list(
        self, filters: Mapping[str, str | int] | None = None, *, sort: str = "created_at"
    ) -> AsyncIterator[ResourceT]:
        found = [each for each in self._stored.values() if _fits(each, filters or {})]
        name, reverse = sort.removeprefix("-"), sort.startswith("-")
        for each in sorted(found, key=lambda item: getattr(item, name), reverse=reverse):
            yield each

    async def create(self, new: BaseModel, *, key: str | None = None) -> ResourceT:  # noqa: ARG002
        now = datetime.now(UTC)
        own = {"id": uuid4(), "version": 1, "created_at": now, "updated_at": now}
        made = self._model.model_validate({**new.model_dump(), **own})
        self._stored[made.id] = made
        return made

    async def update(self, resource: ResourceT, changes: BasePatch) -> ResourceT:
        found = await self._expected(resource)
        more = {"version": found.version + 1, "updated_at": datetime.now(UTC)}
        changed = found.model_copy(update={**changes_by(changes, found), **more})
        self._stored[found.id] = changed
        return changed

    async def delete(self, resource: ResourceT) -> None:
        del self._stored[(await self._expected(resource)).id]

    async def _expected(self, resource: ResourceT) -> ResourceT:
        found = await self.get(resource.id)
        if found.version != resource.version:
            raise VersionMismatchError(self._model.__name__)
        return found


def _fits(resource: BaseResource, filters: Mapping[str, str | int]) -> bool:
    shown = resource.model_dump(mode="json")
    return all(shown[name] == value for name, value in filters.items())
