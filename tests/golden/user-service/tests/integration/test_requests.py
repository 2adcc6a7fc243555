"""What every request passes through."""

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs
from structlog.typing import EventDict

from tests.samples import SAMPLES
from user_service.handlers.health import HEALTH, LIVE, READY

PATH = next(iter(SAMPLES.values())).path


@pytest.fixture
def lines(client: httpx2.AsyncClient) -> Iterator[list[EventDict]]:  # noqa: ARG001 - started first
    with capture_logs() as lines:
        yield lines


async def test_each_request_is_logged_once_by_its_route(
    client: httpx2.AsyncClient, lines: list[EventDict]
) -> None:
    await client.get(f"{PATH}/00000000-0000-7000-8000-000000000000")
    (line,) = lines

    assert line["route"].startswith(f"{PATH}/{{")
    assert (line["method"], line["status"], line["client"]) == ("GET", 404, "127.0.0.1")
    assert line["duration_ms"] > 0


@pytest.mark.parametrize("path", [PATH, LIVE, "/docs", "/openapi.json", "/nowhere"])
async def test_head_is_get_without_content(
    client: httpx2.AsyncClient, lines: list[EventDict], path: str
) -> None:
    headers = {"X-Request-ID": "same"}
    get, head = await client.get(path, headers=headers), await client.head(path, headers=headers)
    assert (head.status_code, head.headers) == (get.status_code, get.headers)
    assert head.content == b""
    routes = [(line["method"], line["route"]) for line in lines]
    expected = {PATH: PATH, "/docs": None, "/openapi.json": None, "/nowhere": None}
    logged = [("GET", expected[path]), ("HEAD", expected[path])] if path in expected else []
    assert routes == logged


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


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abc-123", True), ("a" * 65, False), ("two words", False), ("", False)],
)
async def test_request_id(client: httpx2.AsyncClient, given: str, kept: bool) -> None:  # noqa: FBT001
    answer = await client.get(LIVE, headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is kept
    assert len(answer.headers["X-Request-ID"]) <= 64


async def test_failure_in_the_middle_of_an_answer_is_logged(
    app: FastAPI, client: httpx2.AsyncClient, lines: list[EventDict]
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"some"
        raise RuntimeError

    @app.get("/broken")
    async def broken() -> StreamingResponse:
        return StreamingResponse(chunks())

    with pytest.raises(RuntimeError):
        await client.get("/broken")
    assert [line["event"] for line in lines] == ["request failed", "request"]


async def test_application_of_another_framework_is_passed_through(
    app: FastAPI, client: httpx2.AsyncClient
) -> None:
    async def bare(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body"})

    app.mount("/bare", bare)
    answer = await client.get("/bare/")
    assert (answer.status_code, len(answer.headers["X-Request-ID"])) == (200, 32)


async def test_draining_ends_connections(app: FastAPI, client: httpx2.AsyncClient) -> None:
    assert "Connection" not in (await client.get(READY)).headers
    app.state.health.drain()
    answer = await client.get(READY)
    assert (answer.status_code, answer.json()) == (503, {"status": "draining"})
    assert answer.headers["Connection"] == "close"
    assert (await client.get(LIVE)).status_code == 200
