import asyncio

import pytest

from full_service.models.errors import UnavailableError
from full_service.models.messages import Message
from full_service.services import lease, relay
from full_service.services.background import running
from full_service.services.relay import Relay
from tests.unit.fake_messages import FakePublisher
from tests.unit.fakes import FakeStorage


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


async def put(storage: FakeStorage, *keys: str) -> list[Message]:
    messages = [Message(key, {}, b"{}") for key in keys]
    for message in messages:
        await storage.outbox.put(message, ["fake"])
    return messages


async def test_what_waits_is_sent_once_and_in_order(
    storage: FakeStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "BATCH", 2)
    messages = await put(storage, "a", "b", "c", "d", "e")
    publisher = FakePublisher()
    await Relay(storage, publisher).send()
    await Relay(storage, publisher).send()
    assert publisher.sent == messages
    assert storage.outbox.waiting == {}


async def test_what_the_broker_refuses_is_kept_apart(storage: FakeStorage) -> None:
    first, refused, last = await put(storage, "a", "b", "c")
    publisher = FakePublisher(refused={"b": "too large"})
    await Relay(storage, publisher).send()
    assert publisher.sent == [first, last]
    assert [(each.message, each.reason) for each in await storage.dead_letters.newest(9)] == [
        (refused, "too large")
    ]


async def test_broker_that_is_away_gets_all_later(storage: FakeStorage) -> None:
    messages = await put(storage, "a", "b")
    publisher = FakePublisher(away=True)
    own = Relay(storage, publisher)
    with pytest.raises(UnavailableError):
        await own.send()
    assert list(storage.outbox.waiting.values()) == messages
    publisher.away = False
    await own.send()
    assert publisher.sent == messages


async def test_one_relay_at_a_time(storage: FakeStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = FakePublisher(), FakePublisher()
    holder, other = Relay(storage, first), Relay(storage, second)
    await put(storage, "a")
    await holder.send()
    await put(storage, "b")
    await other.send()
    assert [each.key for each in first.sent] == ["a"]
    assert second.sent == [], "the first one is alive, as far as the second knows"
    monkeypatch.setattr(lease, "PATIENCE_SECONDS", 0)
    await other.send()
    assert [each.key for each in second.sent] == ["b"]


async def test_relay_that_finishes_sends_all_and_makes_room_at_once(storage: FakeStorage) -> None:
    first, second = FakePublisher(), FakePublisher()
    holder = Relay(storage, first)
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(holder.run())
        await put(storage, "a")
        holder.finish()
    assert [each.key for each in first.sent] == ["a"]
    await put(storage, "b")
    await Relay(storage, second).send()
    assert [each.key for each in second.sent] == ["b"]


async def test_goes_on_after_every_failure(
    storage: FakeStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("POLL_SECONDS", "MAX_PAUSE_SECONDS"):
        monkeypatch.setattr(relay, name, 0.001)
    publisher = FakePublisher(away=True)
    own = Relay(storage, publisher)
    broken = asyncio.Event()

    async def fail(channel: str, limit: int) -> list[tuple[int, Message]]:
        broken.set()
        raise ValueError(channel, limit)

    async with asyncio.timeout(5), running(own.run()):
        await put(storage, "a")
        own.wake()
        await asyncio.sleep(0.02)
        with monkeypatch.context() as patch:
            patch.setattr(storage.outbox, "first", fail)
            await broken.wait()
        publisher.away = False
        await publisher.published.wait()
    assert [each.key for each in publisher.sent] == ["a"]
