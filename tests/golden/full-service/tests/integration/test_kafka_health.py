"""What the service's health says of Kafka, and how the service works without it."""

import httpx2
import pytest
from pydantic import SecretStr

from full_service.config import Settings
from full_service.handlers import kafka_topics
from full_service.handlers.health import HEALTH, READY
from full_service.main import create_app


async def asked(settings: Settings) -> tuple[httpx2.Response, httpx2.Response]:
    """Ask a service whether it is ready, and for its health."""
    app = create_app(settings)
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://service") as client,
    ):
        return await client.get(READY), await client.get(HEALTH)


async def test_is_up_in_the_process(settings: Settings) -> None:
    ready, health = await asked(settings)
    assert ready.json() == {"status": "up"}
    assert health.json()["dependencies"]["kafka"]["status"] == "up"


@pytest.mark.parametrize("migrations", ["auto", "job"])
async def test_kafka_that_is_away_degrades_the_service(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, migrations: str
) -> None:
    monkeypatch.setattr(kafka_topics, "RETRY_SECONDS", 0.001)
    away = {
        "kafka_brokers": "127.0.0.1:1",
        "kafka_timeout": 0.2,
        "health_timeout": 1.0,
        "schema_registry_url": SecretStr("http://127.0.0.1:1"),
        "migrations": migrations,
    }
    ready, health = await asked(settings.model_copy(update=away))
    assert ready.status_code == health.status_code == 200
    assert ready.json() == {"status": "degraded", "reasons": {"kafka": "cannot be reached"}}
    found = health.json()["dependencies"]["kafka"]
    assert (found["status"], found["required"]) == ("down", False)
