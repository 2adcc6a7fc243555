"""How many requests a caller may make: counted in Redis, or in the process while there is none."""

import os
from uuid import uuid4

import httpx2
import pytest
from pydantic import SecretStr

from gateway_service.config import Settings
from gateway_service.main import create_app
from gateway_service.repositories.rates import CountedRates
from gateway_service.repositories.redis import connect
from gateway_service.services.routing import ROUTES
from tests.redis import answering

PATH = ROUTES[0].path.removesuffix("/*")
ERROR = b"-ERR this server does nothing\r\n"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"rate_limit": 3, "rate_window": 60})


async def test_caller_that_asks_too_often_has_to_wait(client: httpx2.AsyncClient) -> None:
    answers = [await client.get(PATH) for _ in range(5)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    first, last = answers[0], answers[-1]
    assert first.headers["RateLimit-Policy"] == '"default";q=3;w=60'
    assert first.headers["RateLimit"].startswith('"default";r=2;t=')
    assert 0 < int(last.headers["Retry-After"]) <= 60
    assert last.headers["RateLimit"].startswith('"default";r=0;t=')
    assert last.json()["type"] == "urn:problem:too-many-requests"


async def test_callers_are_counted_apart() -> None:
    counted = CountedRates(1, 60, None)
    allowed = [await counted.count(caller) for caller in ("one", "two", "one")]
    assert [each.exhausted for each in allowed] == [False, False, True]


async def test_while_redis_is_away_each_process_counts() -> None:
    async with answering(ERROR) as url:
        redis = connect(SecretStr(url), 0.5)
        counted = CountedRates(2, 60, redis)
        allowed = [await counted.count("one") for _ in range(3)]
        assert [each.exhausted for each in allowed] == [False, False, True]
        await redis.aclose()


@pytest.mark.skipif("TEST_REDIS_URL" not in os.environ, reason="needs TEST_REDIS_URL")
async def test_replicas_count_together() -> None:
    redis = connect(SecretStr(os.environ["TEST_REDIS_URL"]), 2)
    caller = uuid4().hex
    replicas = [CountedRates(3, 60, redis) for _ in range(2)]
    allowed = [await replicas[number % 2].count(caller) for number in range(4)]
    assert [each.exhausted for each in allowed] == [False, False, False, True]
    await redis.aclose()


async def test_redis_that_fails_makes_the_gateway_degraded(settings: Settings) -> None:
    async with answering(ERROR) as url:
        app = create_app(settings.model_copy(update={"redis_url": SecretStr(url)}))
        async with app.router.lifespan_context(app):
            health = app.state.health.health
    assert (health.status, health.dependencies["redis"].status) == ("degraded", "down")
