"""The service as a process of its own."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx2
import pytest

from gateway_service.handlers.health import LIVE
from gateway_service.services.routing import ROUTES
from tests.behind import Behind

PATH = ROUTES[0].path.removesuffix("/*")
HOST = "GATEWAY_SERVICE_HOST"
PORT = "GATEWAY_SERVICE_PORT"
BASE_URL = "SERVICE_BASE_URL"
RATE_LIMIT = "GATEWAY_SERVICE_RATE_LIMIT"
DRAIN_DELAY = "GATEWAY_SERVICE_DRAIN_DELAY"
SOON = 120
"""Seconds that a busy machine may need for anything: what never happens is told by then."""
DRAIN_SECONDS = 2
COMMAND = (sys.executable, "-m", "gateway_service")


@pytest.fixture
def environment(behind: Behind) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        HOST: "127.0.0.1",
        PORT: str(port),
        BASE_URL: behind.url,
        RATE_LIMIT: "1000000",
        DRAIN_DELAY: "0.5",
    }


@pytest.fixture(autouse=True)
def _signals_ignored() -> Iterator[None]:
    """Start the service as `nohup` does, or a shell its background jobs: it obeys nevertheless."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@asynccontextmanager
async def running(
    environment: dict[str, str], log: Path
) -> AsyncIterator[tuple[Process, httpx2.AsyncClient]]:
    """Start the service with its log in a file; give a client of it."""
    with log.open("wb") as file:
        async with writing_to(file.fileno(), environment) as started:
            yield started


@asynccontextmanager
async def writing_to(
    output: int, environment: dict[str, str]
) -> AsyncIterator[tuple[Process, httpx2.AsyncClient]]:
    """Start the service and wait until it answers; give a client of it."""
    url = f"http://127.0.0.1:{environment[PORT]}"
    process = await asyncio.create_subprocess_exec(
        *COMMAND, env=environment, stdout=output, stderr=output
    )
    try:
        async with httpx2.AsyncClient(base_url=url, timeout=SOON) as client:
            async with asyncio.timeout(SOON):
                await answers(process, client)
            yield process, client
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def answers(process: Process, client: httpx2.AsyncClient) -> None:
    while True:
        try:
            await client.get(LIVE)
        except httpx2.ConnectError:
            assert process.returncode is None, "the service did not start"
            await asyncio.sleep(0.05)
        else:
            return


def events(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_bytes().splitlines()]


async def test_sigterm_under_load(environment: dict[str, str], log: Path) -> None:
    """A client that is not refused is answered; one that is refused has its load balancer try elsewhere."""
    async with running({**environment, DRAIN_DELAY: str(DRAIN_SECONDS)}, log) as (process, client):
        statuses = []

        async def send(headers: dict[str, str]) -> None:
            answered = time.monotonic()
            try:
                while True:
                    answer = await client.get(PATH, headers=headers)
                    statuses.append(answer.status_code)
                    answered = time.monotonic()
            except httpx2.ConnectError:
                return
            except httpx2.TransportError:
                # A busy machine may hold this client up for as long as idle ones are kept.
                if headers or time.monotonic() - answered < DRAIN_SECONDS:
                    raise

        async with asyncio.timeout(SOON), asyncio.TaskGroup() as senders:
            for headers in [{}, {"Connection": "close"}] * 4:
                senders.create_task(send(headers))
            await asyncio.sleep(0.3)
            process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    assert len(statuses) > 8
    assert set(statuses) == {200}


async def test_idle_connection_is_closed_by_its_next_answer(
    environment: dict[str, str], log: Path
) -> None:
    async with running(environment, log) as (process, client):
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(SOON):
            await refuses(environment)
        answer = await client.get(LIVE)
        assert (answer.status_code, answer.headers["Connection"]) == (200, "close")
        assert await process.wait() == 0


async def refuses(environment: dict[str, str]) -> None:
    with suppress(ConnectionRefusedError):
        while True:
            _, writer = await asyncio.open_connection("127.0.0.1", int(environment[PORT]))
            writer.close()
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("output", ["full", "unread"])
async def test_output_that_takes_no_lines_stops_nobody(
    environment: dict[str, str], output: str
) -> None:
    _, pipe = os.pipe()
    writer = os.open("/dev/full", os.O_WRONLY) if output == "full" else pipe
    async with writing_to(writer, environment) as (process, client):
        async with asyncio.timeout(SOON):
            for _ in range(30):
                sent = [client.get(PATH) for _ in range(20)]
                assert {answer.status_code for answer in await asyncio.gather(*sent)} == {200}
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(SOON):
            assert await process.wait() == 0


async def test_log_is_lines_of_json_with_the_request_id(
    environment: dict[str, str], log: Path
) -> None:
    async with running(environment, log) as (process, client):
        answer = await client.get(PATH)
        process.send_signal(signal.SIGINT)
        await process.wait()
    (access,) = [line for line in events(log) if line["event"] == "request"]
    assert access["request_id"] == answer.headers["X-Request-ID"]
    assert access["route"] == ROUTES[0].path


async def test_interrupt_ends_without_a_traceback(environment: dict[str, str], log: Path) -> None:
    async with running(environment, log) as (process, _):
        process.send_signal(signal.SIGINT)
        await process.wait()
    assert process.returncode == 130
