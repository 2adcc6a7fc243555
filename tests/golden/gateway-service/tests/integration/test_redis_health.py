"""What the service's health says of Redis."""

import os

import httpx2
import pytest
from pydantic import SecretStr

from gateway_service.config import Settings
from gateway_service.handlers.health import HEALTH, READY
from gateway_service.main import create_app
from tests.redis import answering


async def asked(settings: Settings, url: str | None) -> tuple[httpx2.Response, httpx2.Response]:
    """Ask a service with this Redis whether it is ready, and for its health."""
    redis = SecretStr(url) if url else None
    app = create_app(settings.model_copy(update={"redis_url": redis, "redis_timeout": 0.1}))
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://service") as client,
    ):
        return await client.get(READY), await client.get(HEALTH)


async def test_is_not_part_of_it_without_a_url(settings: Settings) -> None:
    ready, health = await asked(settings, None)
    assert ready.json() == {"status": "up"}
    assert "redis" not in health.json()["dependencies"]


async def test_is_up(settings: Settings) -> None:
    async with answering(b"+OK\r\n") as stand_in:
        ready, health = await asked(settings, os.environ.get("TEST_REDIS_URL", stand_in))
    assert (ready.status_code, ready.json()["status"]) == (200, "up")
    assert health.json()["dependencies"]["redis"]["status"] == "up"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"-OOM command not allowed when used memory > 'maxmemory'.\r\n", "is full"),
        (b"-READONLY You can't write against a read only replica.\r\n", "takes no changes"),
        (b"-NOPERM User secret has no permissions\r\n", "refuses the user"),
        (b"-LOADING Redis is loading the dataset in memory\r\n", "is starting"),
        (b"-ERR secret\r\n", "cannot be used"),
        (None, "does not answer in time"),
    ],
)
async def test_degraded_service_is_ready_and_says_why(
    settings: Settings, answer: bytes | None, reason: str
) -> None:
    async with answering(answer) as url:
        ready, health = await asked(settings, url.replace("//", "//user:secret@"))
    assert ready.status_code == health.status_code == 200
    assert ready.json()["status"] == "degraded"
    assert ready.json()["reasons"]["redis"] == reason
    assert health.json()["status"] == "degraded"
    found = health.json()["dependencies"]["redis"]
    assert (found["status"], found["required"], found["reason"]) == ("down", False, reason)
    assert "secret" not in health.text


async def test_redis_that_is_away_degrades_the_service(settings: Settings) -> None:
    async with answering(None) as url:
        pass
    ready, _ = await asked(settings, url)
    assert ready.json()["status"] == "degraded"
    assert ready.json()["reasons"]["redis"] == "cannot be reached"
