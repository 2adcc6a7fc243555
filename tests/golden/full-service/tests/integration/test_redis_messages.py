"""Events that come in: in this process, or through Redis where TEST_REDIS_URL names one."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sized
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from full_service.config import Settings
from full_service.handlers import redis_messages, redis_subscribers
from full_service.handlers.redis_messages import RedisMessages
from full_service.models.messages import DeadLetter
from full_service.repositories.drivers import open_database
from full_service.repositories.unit_of_work import SqlStorage
from full_service.services import reactions
from full_service.services.dead_letters import DeadLetterService
from tests.caches import new_cache
from tests.databases import Databases
from tests.incoming import Incoming, samples

SAMPLES = samples()
FIRST = SAMPLES[0]
REACTION = f"{FIRST.source.replace('-', '_')}_{FIRST.type}"

every_kind = pytest.mark.parametrize("incoming", SAMPLES, ids=str)


@pytest.fixture(autouse=True)
def _streams_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests that share a Redis apart."""
    name = uuid4().hex
    for module in (redis_messages, redis_subscribers):
        monkeypatch.setattr(module, "STREAM", name)
    monkeypatch.setattr(redis_subscribers, "REPLAYS", f"{name}.replays")
    monkeypatch.setattr(redis_subscribers, "STREAMS", (name, f"{name}.replays"))


@pytest.fixture
async def storage(settings: Settings) -> AsyncIterator[SqlStorage]:
    database = await open_database(settings, on_lost=lambda: None)
    yield SqlStorage(database, new_cache())
    await database.close()


@pytest.fixture
def redis_settings(settings: Settings) -> Settings:
    url = os.environ.get("TEST_REDIS_URL")
    return settings.model_copy(update={"redis_url": SecretStr(url) if url else None})


@pytest.fixture
async def messages(redis_settings: Settings, storage: SqlStorage) -> AsyncIterator[RedisMessages]:
    async with working(redis_settings, storage) as messages:
        yield messages


@asynccontextmanager
async def working(settings: Settings, storage: SqlStorage) -> AsyncIterator[RedisMessages]:
    messages = RedisMessages(settings, storage)
    storage.when_messages_wait(messages.relay.wake)
    prepared = asyncio.get_running_loop().create_future()
    prepared.set_result(None)
    async with messages.running(prepared):
        yield messages


async def send(storage: SqlStorage, *incoming: Incoming, body: bytes | None = None) -> None:
    """Send as another service would: what the outbox holds goes to the stream."""
    async with storage.write() as work:
        for each in incoming:
            await work.outbox.put(each.message(body), ["redis"])


async def until(count: int, found: Callable[[], Awaitable[Sized]]) -> None:
    """Wait until so many are found: what happens in the background tells nobody."""
    async with asyncio.timeout(10):
        while len(await found()) != count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def letters(storage: SqlStorage, count: int) -> list[DeadLetter]:
    """Wait for so many dead letters, the first one first."""
    service = DeadLetterService(storage)
    await until(count, service.ids)
    return (await service.newest(count))[::-1]


class Reaction:
    """Notes what the reaction to the first sample is called with."""

    def __init__(self) -> None:
        self.events: list[object] = []

    async def react(self, event: object, _: object) -> None:
        self.events.append(event)

    async def times(self, count: int) -> None:
        async def found() -> list[object]:
            return self.events

        await until(count, found)


@pytest.fixture
def reaction(monkeypatch: pytest.MonkeyPatch) -> Reaction:
    noting = Reaction()
    monkeypatch.setattr(getattr(reactions, REACTION), "react", noting.react)
    return noting


@every_kind
@pytest.mark.usefixtures("messages")
async def test_each_event_is_handled(
    storage: SqlStorage, databases: Databases, database_url: str, incoming: Incoming
) -> None:
    await send(storage, incoming)

    async def handled() -> range:
        return range(await databases.count(database_url, "inbox"))

    await until(1, handled)
    assert await letters(storage, 0) == []


@pytest.mark.usefixtures("messages")
async def test_event_that_comes_twice_has_its_effect_once(
    storage: SqlStorage, reaction: Reaction
) -> None:
    other = Incoming(FIRST.source, FIRST.type, FIRST.data)
    await send(storage, FIRST, FIRST, other)
    await reaction.times(2)
    await asyncio.sleep(0.05)
    assert len(reaction.events) == 2


@pytest.mark.usefixtures("messages")
async def test_what_nobody_here_knows_is_passed_over(
    storage: SqlStorage, reaction: Reaction
) -> None:
    await send(storage, Incoming(FIRST.source, "unheard_of", {}))
    await send(storage, Incoming("unknown-service", FIRST.type, {}), body=b"\xff")
    await send(storage, Incoming(FIRST.source, FIRST.type, FIRST.data))
    await reaction.times(1)
    assert await letters(storage, 0) == []


@pytest.mark.usefixtures("messages")
async def test_poison_is_kept_apart_and_can_be_sent_again(
    storage: SqlStorage, monkeypatch: pytest.MonkeyPatch, reaction: Reaction
) -> None:
    async def fail(event: object, work: object) -> None:
        raise LookupError(event, work)

    poison = Incoming(FIRST.source, FIRST.type, FIRST.data)
    with monkeypatch.context() as patch:
        patch.setattr(getattr(reactions, REACTION), "react", fail)
        await send(storage, poison)
        (letter,) = await letters(storage, 1)
    assert letter.reason.startswith("LookupError")
    await send(storage, Incoming(FIRST.source, FIRST.type, FIRST.data))
    await reaction.times(1)
    assert await DeadLetterService(storage).replay(letter.id)
    await reaction.times(2)
    assert await letters(storage, 0) == []


@pytest.mark.usefixtures("messages")
async def test_body_that_is_no_event_is_kept_apart(storage: SqlStorage) -> None:
    await send(storage, FIRST, body=b"{")
    (letter,) = await letters(storage, 1)
    assert letter.message.body == b"{"


async def test_what_waits_is_sent_when_the_service_starts(
    redis_settings: Settings, storage: SqlStorage, reaction: Reaction
) -> None:
    await send(storage, Incoming(FIRST.source, FIRST.type, FIRST.data))
    async with working(redis_settings, storage):
        await reaction.times(1)


@pytest.mark.skipif("TEST_REDIS_URL" not in os.environ, reason="needs TEST_REDIS_URL")
async def test_process_that_stops_leaves_the_group(
    redis_settings: Settings, storage: SqlStorage, reaction: Reaction
) -> None:
    async with working(redis_settings, storage):
        await send(storage, Incoming(FIRST.source, FIRST.type, FIRST.data))
        await reaction.times(1)
    async with Redis.from_url(os.environ["TEST_REDIS_URL"]) as redis:
        for stream in redis_subscribers.STREAMS:
            assert await redis.xinfo_consumers(stream, redis_subscribers.GROUP) == []
