"""What every request passes through."""

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from structlog.testing import capture_logs
from structlog.typing import EventDict

from gateway_service.handlers.health import HEALTH, LIVE, READY
from gateway_service.services.routing import ROUTES

PATH = ROUTES[0].path.removesuffix("/*")


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Ask without a socket, so that what goes wrong inside is seen."""
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://service") as client,
    ):
        yield client


@pytest.fixture
def lines(client: httpx2.AsyncClient) -> Iterator[list[EventDict]]:  # noqa: ARG001 - started first
    with capture_logs() as lines:
        yield lines


async def test_each_request_is_logged_once_by_its_route(
    client: httpx2.AsyncClient, lines: list[EventDict]
) -> None:
    await client.get(f"{PATH}/1")
    (line,) = lines
    assert (line["route"], line["status"]) == (ROUTES[0].path, 200)
    assert line["duration_ms"] > 0


@pytest.mark.parametrize("path", [LIVE, "/docs", "/openapi.json", "/nowhere"])
async def test_head_is_get_without_content(client: httpx2.AsyncClient, path: str) -> None:
    get, head = await client.get(path), await client.head(path)
    assert head.status_code == get.status_code
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    assert head.content == b""


async def test_unknown_path_is_logged_without_it(
    client: httpx2.AsyncClient, lines: list[EventDict]
) -> None:
    await client.get("/anything")
    assert [(line["route"], line["status"]) for line in lines] == [(None, 404)]


@pytest.mark.parametrize("path", [LIVE, READY, HEALTH])
async def test_probes_are_not_logged(
    client: httpx2.AsyncClient, lines: list[EventDict], path: str
) -> None:
    assert (await client.get(path)).status_code == 200
    assert lines == []


async def test_request_id_is_new(client: httpx2.AsyncClient) -> None:
    answer = await client.get(LIVE, headers={"X-Request-ID": "of-another"})
    assert len(answer.headers["X-Request-ID"]) == 32


async def test_unforeseen_failure_stays_inside(app: FastAPI, client: httpx2.AsyncClient) -> None:
    @app.get(f"{LIVE}/broken")
    async def broken() -> None:
        raise RuntimeError("the secret is 42")

    answer = await client.get(f"{LIVE}/broken")
    assert answer.status_code == 500
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    assert "secret" not in answer.text


async def test_failure_in_the_middle_of_an_answer_is_logged(
    app: FastAPI, client: httpx2.AsyncClient, lines: list[EventDict]
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"some"
        raise RuntimeError

    @app.get(f"{LIVE}/broken")
    async def broken() -> StreamingResponse:
        return StreamingResponse(chunks())

    with pytest.raises(RuntimeError):
        await client.get(f"{LIVE}/broken")
    assert [line["event"] for line in lines] == ["request failed", "request"]


async def test_draining_ends_connections(app: FastAPI, client: httpx2.AsyncClient) -> None:
    assert "Connection" not in (await client.get(READY)).headers
    app.state.health.drain()
    answer = await client.get(READY)
    assert (answer.status_code, answer.json()["status"]) == (503, "draining")
    assert answer.headers["Connection"] == "close"
    assert (await client.get(LIVE)).status_code == 200


async def test_schema_describes_problems(app: FastAPI, client: httpx2.AsyncClient) -> None:
    schema = (await client.get("/openapi.json")).json()
    assert {"ProblemDetails", "FieldError"} <= schema["components"]["schemas"].keys()
    assert app.openapi() is app.openapi()
