"""The database is down."""

import socket
import time
from collections.abc import Iterator

import httpx2
import pytest
from pydantic import SecretStr

from full_service.config import Settings
from full_service.handlers.health import HEALTH, LIVE, READY
from tests.samples import SAMPLES

PATH = next(iter(SAMPLES.values())).path


@pytest.fixture(params=["refuses", "is silent"])
def settings(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """A database that refuses connections, or takes them and says nothing."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "is silent":
            server.listen()
        url = f"postgresql://user:password@127.0.0.1:{server.getsockname()[1]}/database"
        yield Settings(database_url=SecretStr(url), database_timeout=0.2, health_timeout=0.2)


async def test_service_starts_and_says_so(client: httpx2.AsyncClient) -> None:
    live, ready = await client.get(LIVE), await client.get(READY)
    assert (live.status_code, ready.status_code) == (200, 503)
    health = await client.get(HEALTH)
    assert health.status_code == 503
    assert health.json()["dependencies"]["database"]["status"] == "down"


async def test_requests_are_refused_in_time(client: httpx2.AsyncClient) -> None:
    started = time.perf_counter()
    answers = [await client.get(PATH), await client.get(PATH)]
    assert time.perf_counter() - started < 1
    for answer in answers:
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "1"
        assert answer.json()["type"] == "urn:problem:unavailable"
        assert "password" not in answer.text
