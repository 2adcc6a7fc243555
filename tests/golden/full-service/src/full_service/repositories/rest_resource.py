"""The resources of another service, of one kind."""

from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from pydantic import BaseModel

from full_service.models.base import BasePatch, BaseResource
from full_service.models.errors import (
    InvalidValueError,
    NotFoundError,
    UnavailableError,
    VersionMismatchError,
)
from full_service.models.paging import PageOf
from full_service.repositories.rest import Call, RestClient
from full_service.repositories.rest_answers import JSON, RefusedError

PAGE_SIZE = 100

ResourceT = TypeVar("ResourceT", bound=BaseResource)


class RestResource(Generic[ResourceT]):
    """What can be done with them, in the words of this service."""

    def __init__(self, rest: RestClient, path: str, model: type[ResourceT], title: str) -> None:
        self._rest = rest
        self._path = path
        self._model = model
        self._page = PageOf[model]  # type: ignore[valid-type]
        self._title = title

    async def get(self, resource_id: UUID) -> ResourceT:
        """Return one, or raise `NotFoundError`."""
        call = Call("GET", f"{self._path}/{resource_id}", repeatable=True)
        try:
            return await self._rest.send(call, self._model.model_validate_json)
        except RefusedError as error:
            raise self._meant(error, resource_id) from error

    async def list(
        self, filters: Mapping[str, str | int] | None = None, *, sort: str = "created_at"
    ) -> AsyncIterator[ResourceT]:
        """Give all, or those with some values: a page is asked for when it is needed."""
        params: dict[str, str | int] = {**(filters or {}), "sort": sort, "limit": PAGE_SIZE}
        seen: set[str] = set()
        while True:
            call = Call("GET", self._path, params=params, repeatable=True)
            try:
                page = await self._rest.send(call, self._page.model_validate_json)
            except RefusedError as error:
                raise self._meant(error) from error
            for item in page.items:
                yield item
            if page.next_cursor is None:
                return
            if page.next_cursor in seen:
                circle = RuntimeError("its pages go round in a circle")
                raise UnavailableError(self._rest.service) from circle
            seen.add(page.next_cursor)
            params["cursor"] = page.next_cursor

    async def create(self, new: BaseModel, *, key: str | None = None) -> ResourceT:
        """Make one; with a key that was used before, return what that made."""
        call = Call(
            "POST",
            self._path,
            headers={"Content-Type": JSON, "Idempotency-Key": key or uuid4().hex},
            content=new.model_dump_json(exclude_unset=True).encode(),
            repeatable=True,
        )
        try:
            return await self._rest.send(call, self._model.model_validate_json)
        except RefusedError as error:
            raise self._meant(error) from error

    async def update(self, resource: ResourceT, changes: BasePatch) -> ResourceT:
        """Change one, or raise `VersionMismatchError` if it has changed since it was read."""
        call = Call(
            "PATCH",
            f"{self._path}/{resource.id}",
            headers={"Content-Type": JSON, **_if_match(resource)},
            content=changes.model_dump_json(exclude_unset=True).encode(),
        )
        try:
            return await self._rest.send(call, self._model.model_validate_json)
        except RefusedError as error:
            raise self._meant(error, resource.id) from error

    async def delete(self, resource: ResourceT) -> None:
        """Remove one, or raise `VersionMismatchError` if it has changed since it was read."""
        call = Call("DELETE", f"{self._path}/{resource.id}", headers=_if_match(resource))
        try:
            await self._rest.send(call, _nothing)
        except RefusedError as error:
            raise self._meant(error, resource.id) from error

    def _meant(self, error: RefusedError, resource_id: UUID | None = None) -> Exception:
        """Say in the words of the domain what the service answered."""
        if error.status == HTTPStatus.NOT_FOUND and resource_id is not None:
            return NotFoundError(self._title, resource_id)
        if error.status == HTTPStatus.PRECONDITION_FAILED:
            return VersionMismatchError(self._title)
        if error.status in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}:
            detail = f"The {self._rest.service} did not take the {self._title}: {error}"
            return InvalidValueError(detail)
        return UnavailableError(self._rest.service)


def _if_match(resource: BaseResource) -> dict[str, str]:
    return {"If-Match": f'"{resource.version}"'}


def _nothing(_: bytes) -> None:
    """Read what has no content."""
