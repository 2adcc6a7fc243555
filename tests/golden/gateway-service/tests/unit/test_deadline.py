import asyncio
from collections.abc import AsyncIterator
from typing import NoReturn

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from gateway_service.middleware.deadline import DeadlineMiddleware
from gateway_service.middleware.request_id import RequestIdMiddleware
from gateway_service.models import deadline

HEADER = "X-Request-Timeout-Ms"


async def tell(_: Request) -> Response:
    return JSONResponse(deadline.remaining())


async def hang(_: Request) -> Response:
    await asyncio.sleep(10)
    return Response()


async def drip(_: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.sleep(10)

    return StreamingResponse(pieces())


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    routes = [Route("/tell", tell), Route("/hang", hang), Route("/drip", drip)]
    app = RequestIdMiddleware(DeadlineMiddleware(Starlette(routes=routes)))
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
        yield client


async def test_time_that_the_caller_has_left_is_known(client: httpx2.AsyncClient) -> None:
    left = (await client.get("/tell", headers={HEADER: "5000"})).json()
    assert 4 < left <= 5


@pytest.mark.parametrize("value", ["", "-1", "soon", "1.5", "1" * 10, "1 2"])
async def test_time_that_is_none_is_no_limit(client: httpx2.AsyncClient, value: str) -> None:
    assert (await client.get("/tell", headers={HEADER: value})).json() is None


async def test_request_ends_when_its_time_is_over(client: httpx2.AsyncClient) -> None:
    async with asyncio.timeout(5):
        answer = await client.get("/hang", headers={HEADER: "20"})
    assert answer.status_code == 504
    assert answer.headers["content-type"] == "application/problem+json"


async def test_answer_that_has_begun_is_cut(client: httpx2.AsyncClient) -> None:
    async with asyncio.timeout(5):
        with pytest.raises(TimeoutError):
            await client.get("/drip", headers={HEADER: "500"})


async def test_what_is_no_request_passes() -> None:
    seen: list[str] = []

    async def app(scope: Scope, _: Receive, __: Send) -> None:
        seen.append(scope["type"])

    async def nothing(*_: object) -> NoReturn:
        raise AssertionError

    await DeadlineMiddleware(app)({"type": "lifespan"}, nothing, nothing)
    assert seen == ["lifespan"]


def test_shorter_limit_holds() -> None:
    assert deadline.remaining() is None
    with deadline.within(10), deadline.within(1) as inner:
        assert inner == 1
        with deadline.within(5) as longer:
            assert longer <= 1
    assert deadline.remaining() is None
