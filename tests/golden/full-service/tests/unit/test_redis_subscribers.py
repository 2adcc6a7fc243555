"""What FastStream delivers, by the stand-in for Redis that it has for tests."""

from collections.abc import Iterable
from typing import Any

import pytest
from faststream import StreamMessage
from faststream.redis import TestRedisBroker

from full_service.config import Settings
from full_service.handlers.delivery import kind_of
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


ODD_RECORDS = [
    b"",
    b"{",
    b"\x89BIN\r\n\x1a\n",
    b'{"data": "", "headers": null}',
    b'{"data": "", "headers": ["ce_id"]}',
    b'{"data": "", "headers": {"ce_source": ["a"], "ce_type": {}, "ce_id": 7}}',
    b'{"data": "", "headers": {"ce_subject": "\\u0000", "ce_id": "\\ud800"}}',
]


@pytest.mark.parametrize("record", ODD_RECORDS)
async def test_record_that_is_no_event_stops_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, record: bytes
) -> None:
    received: list[Message] = []

    async def receive(messages: Iterable[Message]) -> bool:
        received.extend(messages)
        return True

    subscribers = RedisSubscribers(create_broker(settings), Consumer(FakeStorage()), settings)
    monkeypatch.setattr(subscribers.receiver, "receive", receive)
    await subscribers._take(batch_of(record))  # noqa: SLF001
    (message,) = received
    texts = [message.key, *message.headers, *message.headers.values()]
    assert all(each.encode() and "\0" not in each for each in texts if each)
    assert kind_of(message) == ("", "")


def batch_of(record: bytes) -> StreamMessage[Any]:
    return StreamMessage({"data": [{b"__data__": record}]}, b"")
