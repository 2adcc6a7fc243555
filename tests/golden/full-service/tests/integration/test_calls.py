"""Calls of another service over sockets, whatever it does."""

import asyncio
import time
from typing import Any

import pytest
from pydantic import BaseModel
from structlog.contextvars import bound_contextvars

from full_service.models import deadline, trace
from full_service.models.errors import UnavailableError
from full_service.repositories.rest import Call
from full_service.repositories.rest_answers import RefusedError
from tests.upstreams import (
    HEAD,
    NAME,
    Behaviour,
    client_of,
    drips,
    hangs,
    never_ends,
    resets,
    says,
    upstream,
    writes,
)

READ = Call("GET", "/things/1", repeatable=True)
CHANGE = Call("PATCH", "/things/1", content=b"{}")
GOOD = says(200, '{"name": "one", "more": 1}')


class Thing(BaseModel):
    name: str


def read(content: bytes) -> Thing:
    return Thing.model_validate_json(content)


@pytest.fixture(autouse=True)
def _one_level() -> None:
    """Nothing is set between tests."""
    assert deadline.remaining() is None


async def test_answer_is_read_and_what_is_not_known_passed_over() -> None:
    async with upstream(GOOD) as service, client_of(service.url) as client:
        assert await client.send(READ, read) == Thing(name="one")


async def test_service_is_told_who_asks_and_how_long_they_wait() -> None:
    trace_id = trace.begin("")
    async with (
        upstream(says(200, '{"name": "one"}', "Set-Cookie: session=other; Path=/")) as service,
        client_of(service.url, token="Bearer abc") as client,  # noqa: S106
    ):
        with bound_contextvars(request_id="asked-1"), deadline.within(3):
            await client.send(READ, read)
            await client.send(READ, read)
    lines = service.requests[1].lower().split("\r\n")
    headers = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    assert headers["authorization"] == "bearer abc"
    assert headers["x-request-id"] == "asked-1"
    assert trace_id in headers["traceparent"]
    assert 2000 < int(headers["x-request-timeout-ms"]) <= 3000
    assert headers["user-agent"] == "full-service"
    assert "cookie" not in headers


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(hangs, id="hangs"),
        pytest.param(resets, id="resets"),
        pytest.param(drips, id="drips"),
        pytest.param(never_ends, id="never ends"),
        pytest.param(says(500), id="500"),
        pytest.param(says(503), id="503"),
        pytest.param(says(429), id="429"),
        pytest.param(says(401), id="401"),
        pytest.param(says(403), id="403"),
        pytest.param(says(302, "", "Location: http://127.0.0.1:1/"), id="redirect"),
        pytest.param(says(200, "<html>", kind="text/html"), id="another type"),
        pytest.param(says(200, "{"), id="no JSON"),
        pytest.param(says(200, "[" * 100_000), id="deep JSON"),
        pytest.param(says(200, '{"title": "one"}'), id="another form"),
        pytest.param(says(200, "one", "Content-Encoding: gzip"), id="compressed"),
        pytest.param(says(204), id="nothing"),
        pytest.param(writes(b"\x16\x03\x01\x00\xa5"), id="no HTTP"),
        pytest.param(writes(HEAD + b'Content-Length: 100\r\n\r\n{"name"'), id="cut"),
        pytest.param(writes(HEAD + b"X: " + b"a" * 200_000 + b"\r\n\r\n"), id="a huge header"),
        pytest.param(writes(HEAD + b"Content-Length: -1\r\n\r\n"), id="a length that is none"),
    ],
)
async def test_whatever_it_does_the_caller_is_told_in_time(behaviour: Behaviour) -> None:
    began = time.monotonic()
    async with upstream(behaviour) as service, client_of(service.url, whole=0.5) as client:
        with pytest.raises(UnavailableError, match=NAME):
            await client.send(READ, read)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("behaviour", [hangs, drips, says(503), says(503, "", "Retry-After: 1")])
async def test_no_call_outlives_the_time_that_its_caller_has(behaviour: Behaviour) -> None:
    async with upstream(behaviour) as service, client_of(service.url, retries=20) as client:
        began = time.monotonic()
        with deadline.within(0.4), pytest.raises(UnavailableError):
            await client.send(READ, read)
        assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("first", [says(502), says(503), says(504), says(429), resets])
async def test_call_that_may_be_repeated_is_tried_again(first: Behaviour) -> None:
    async with upstream(first, first, GOOD) as service, client_of(service.url, retries=2) as client:
        assert await client.send(READ, read) == Thing(name="one")
        assert len(service.requests) == 3


async def test_tries_are_counted() -> None:
    async with upstream(says(503)) as service, client_of(service.url, retries=2) as client:
        with pytest.raises(UnavailableError):
            await client.send(READ, read)
        assert len(service.requests) == 3


@pytest.mark.parametrize("answer", [says(500), says(404), says(200, "{"), says(302), says(401)])
async def test_answer_that_stays_the_same_is_not_asked_for_again(answer: Behaviour) -> None:
    async with upstream(answer) as service, client_of(service.url, retries=3) as client:
        with pytest.raises((UnavailableError, RefusedError)):
            await client.send(READ, read)
        assert len(service.requests) == 1


@pytest.mark.parametrize("first", [says(503), resets, hangs])
async def test_call_that_may_have_been_carried_out_is_not_repeated(first: Behaviour) -> None:
    async with (
        upstream(first, GOOD) as service,
        client_of(service.url, retries=3, one_try=1) as client,
    ):
        with pytest.raises(UnavailableError):
            await client.send(CHANGE, read)
        assert len(service.requests) == 1


async def test_call_that_was_never_sent_is_tried_again_whatever_it_does() -> None:
    async with upstream(GOOD) as service:
        url = service.url
    async with client_of(url, retries=2, whole=2) as client:
        began = time.monotonic()
        with pytest.raises(UnavailableError) as raised:
            await client.send(CHANGE, read)
        assert time.monotonic() - began >= 0.2
    assert "Connect" in raised.value.reason


async def test_time_that_the_service_asks_for_is_kept() -> None:
    busy = says(503, "", "Retry-After: 1")
    async with upstream(busy, GOOD) as service, client_of(service.url, retries=1) as client:
        began = time.monotonic()
        await client.send(READ, read)
        assert 1 <= time.monotonic() - began < 4


@pytest.mark.parametrize("wait", ["3600", "soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT"])
async def test_time_that_is_too_long_or_none(wait: str) -> None:
    busy = says(503, "", f"Retry-After: {wait}")
    async with upstream(busy, GOOD) as service, client_of(service.url, retries=1) as client:
        if wait == "3600":
            with pytest.raises(UnavailableError):
                await client.send(READ, read)
        else:
            assert await client.send(READ, read) == Thing(name="one")


async def test_refusal_is_told_with_what_the_service_says() -> None:
    problem = '{"type": "urn:problem:not-found", "detail": "There is none.", "status": 404}'
    async with (
        upstream(says(404, problem, kind="application/problem+json")) as service,
        client_of(service.url) as client,
    ):
        with pytest.raises(RefusedError, match=r"There is none\.") as raised:
            await client.send(READ, read)
    assert (raised.value.status, raised.value.kind) == (404, "urn:problem:not-found")


async def test_refusal_without_a_problem_is_one_too() -> None:
    async with upstream(says(404, "<html>")) as service, client_of(service.url) as client:
        with pytest.raises(RefusedError):
            await client.send(READ, read)


async def test_service_without_an_address_is_not_available() -> None:
    async with client_of(None, retries=2) as client:
        with pytest.raises(UnavailableError):
            await client.send(READ, read)


async def test_service_that_keeps_failing_is_left_alone_and_comes_back() -> None:
    behaviours = [says(500)] * 5 + [GOOD]
    async with upstream(*behaviours) as service, client_of(service.url) as client:
        for _ in range(20):
            with pytest.raises(UnavailableError):
                await client.send(READ, read)
        assert len(service.requests) == 5
        await asyncio.sleep(0.7)
        assert await client.send(READ, read) == Thing(name="one")


@pytest.mark.parametrize("answer", [says(404), says(409), says(429), says(401)])
async def test_refusals_do_not_count_as_failures(answer: Behaviour) -> None:
    async with upstream(answer) as service, client_of(service.url) as client:
        for _ in range(10):
            with pytest.raises((UnavailableError, RefusedError)):
                await client.send(READ, read)
        assert len(service.requests) == 10


async def test_service_that_hangs_takes_no_more_than_its_places() -> None:
    async with (
        upstream(hangs) as slow,
        upstream(GOOD) as quick,
        client_of(slow.url, in_flight=3, whole=2) as hanging,
        client_of(quick.url) as other,
    ):
        calls: list[Any] = [asyncio.create_task(hanging.send(READ, read)) for _ in range(3)]
        await asyncio.sleep(0.1)
        began = time.monotonic()
        for _ in range(10):
            with pytest.raises(UnavailableError):
                await hanging.send(READ, read)
        assert await other.send(READ, read) == Thing(name="one")
        assert time.monotonic() - began < 1
        assert len(slow.requests) == 3
        ended = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(each, UnavailableError) for each in ended)
