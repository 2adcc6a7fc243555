"""What FastStream delivers, by the stand-in for Redis that it has for tests."""

from collections.abc import Iterable

import pytest
from faststream.redis import TestRedisBroker

from full_service.config import Settings
from full_service.handlers.redis_messages import create_broker
from full_service.handlers.redis_subscribers import REPLAYS, RedisSubscribers
from full_service.models.messages import Message
from full_service.services.consumer import Consumer
from tests.unit.fakes import FakeStorage


async def test_bodies_are_handed_on_as_they_are(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    received: list[Message] = []

    async def receive(messages: Iterable[Message]) -> bool:
        received.extend(messages)
        return False  # not acknowledged: the stand-in takes that twice

    broker = create_broker(settings)
    subscribers = RedisSubscribers(broker, Consumer(FakeStorage()), settings)
    monkeypatch.setattr(subscribers.receiver, "receive", receive)
    async with TestRedisBroker(broker):
        headers = {"ce_subject": "7", "ce_id": "1"}
        await broker.publish(b"\xff", stream=REPLAYS, headers=headers)
    message = received[0]
    assert (message.key, message.body, message.headers["ce_id"]) == ("7", b"\xff", "1")
