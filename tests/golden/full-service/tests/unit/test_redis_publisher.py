import pytest
from pydantic import SecretStr

from full_service.config import Settings
from full_service.handlers.redis_messages import RedisPublisher, create_broker
from full_service.models.errors import UnavailableError
from full_service.models.messages import Message


async def test_redis_that_is_away_gets_nothing(settings: Settings) -> None:
    away = {"redis_url": SecretStr("redis://127.0.0.1:1"), "redis_timeout": 0.5}
    broker = create_broker(settings.model_copy(update=away))
    with pytest.raises(UnavailableError, match="message broker"):
        await RedisPublisher(broker).publish([Message("key", {"ce_id": "1"}, b"{}")])
    await broker.stop()
