"""The resources of another service, in the words of this one."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from full_service.models.base import BasePatch, BaseResource
from full_service.models.errors import (
    InvalidValueError,
    NotFoundError,
    ServiceError,
    UnavailableError,
    VersionMismatchError,
)
from full_service.repositories.rest_resource import RestResource
from tests.upstreams import Behaviour, Upstream, client_of, says, upstream

ID = UUID(int=1)
MOMENT = "2026-01-31T12:30:00Z"


class Thing(BaseResource, frozen=True):
    name: str


class NewThing(BaseModel):
    name: str
    note: str | None = None


class ThingChanges(BasePatch, frozen=True):
    name: str = ""


def thing(number: int = 1) -> dict[str, Any]:
    stored = {"id": str(UUID(int=number)), "version": 3, "created_at": MOMENT, "updated_at": MOMENT}
    return {**stored, "name": f"thing {number}", "not_known": True}


THING = Thing.model_validate(thing())


def page(*numbers: int, after: str | None) -> Behaviour:
    items = [thing(number) for number in numbers]
    return says(200, json.dumps({"items": items, "next_cursor": after}))


@asynccontextmanager
async def things(*behaviours: Behaviour) -> AsyncIterator[tuple[RestResource[Thing], Upstream]]:
    async with upstream(*behaviours) as service, client_of(service.url, retries=2) as client:
        yield RestResource(client, "/things", Thing, "thing"), service


async def test_get() -> None:
    async with things(says(200, json.dumps(thing()))) as (resource, service):
        assert await resource.get(ID) == THING
    assert service.requests[0].startswith(f"GET /things/{ID} HTTP/1.1\r\n")


async def test_list_asks_for_a_page_when_it_is_needed() -> None:
    pages = [page(1, 2, after="a b&c"), page(3, after=None)]
    async with things(*pages) as (resource, service):
        listed = resource.list({"name": "thing & co"}, sort="-name")
        assert (await anext(listed)).name == "thing 1"
        assert len(service.requests) == 1
        assert [each.name async for each in listed] == ["thing 2", "thing 3"]
    first = "GET /things?name=thing+%26+co&sort=-name&limit=100"
    assert service.requests[0].replace("%20", "+").startswith(f"{first} ")
    assert service.requests[1].replace("%20", "+").startswith(f"{first}&cursor=a+b%26c ")


async def test_list_whose_pages_never_end_is_not_believed() -> None:
    async with things(page(1, after="a"), page(2, after="b"), page(3, after="a")) as (resource, _):
        with pytest.raises(UnavailableError):
            _all = [each async for each in resource.list()]


async def test_list_that_is_refused() -> None:
    async with things(says(422)) as (resource, _):
        with pytest.raises(InvalidValueError):
            _all = [each async for each in resource.list()]


async def test_create_is_tried_again_with_the_same_key() -> None:
    made = says(201, json.dumps(thing()))
    async with things(says(503), made, made) as (resource, service):
        assert await resource.create(NewThing(name="thing 1")) == THING
        await resource.create(NewThing(name="thing 1"), key="mine")
    keys = [
        line.partition(": ")[2]
        for request in service.requests
        for line in request.split("\r\n")
        if line.lower().startswith("idempotency-key")
    ]
    assert keys[0] == keys[1] != keys[2] == "mine"
    assert "content-type: application/json" in service.requests[0].lower()


async def test_update_names_the_version_that_was_read() -> None:
    async with things(says(200, json.dumps(thing()))) as (resource, service):
        assert await resource.update(THING, ThingChanges(name="other")) == THING
    assert service.requests[0].startswith(f"PATCH /things/{ID} ")
    assert 'if-match: "3"' in service.requests[0].lower()


async def test_delete_names_the_version_that_was_read() -> None:
    async with things(says(204)) as (resource, service):
        await resource.delete(THING)
    assert service.requests[0].startswith(f"DELETE /things/{ID} ")
    assert 'if-match: "3"' in service.requests[0].lower()


ACTIONS: dict[str, Callable[[RestResource[Thing]], Awaitable[object]]] = {
    "get": lambda resource: resource.get(ID),
    "create": lambda resource: resource.create(NewThing(name="")),
    "update": lambda resource: resource.update(THING, ThingChanges()),
    "delete": lambda resource: resource.delete(THING),
}


@pytest.mark.parametrize(
    ("action", "status", "expected"),
    [
        ("get", 404, NotFoundError),
        ("update", 404, NotFoundError),
        ("delete", 404, NotFoundError),
        ("create", 404, UnavailableError),
        ("update", 412, VersionMismatchError),
        ("delete", 412, VersionMismatchError),
        ("delete", 409, InvalidValueError),
        ("create", 409, InvalidValueError),
        ("create", 422, InvalidValueError),
        ("create", 400, UnavailableError),
        ("get", 401, UnavailableError),
        ("get", 500, UnavailableError),
    ],
)
async def test_what_the_service_answers_is_told_in_the_words_of_the_domain(
    action: str, status: int, expected: type[ServiceError]
) -> None:
    async with things(says(status, '{"detail": "No."}')) as (resource, _):
        with pytest.raises(expected):
            await ACTIONS[action](resource)
