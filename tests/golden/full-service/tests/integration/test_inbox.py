"""Events that were handled, in whichever database the tests run on."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from full_service.config import Settings
from full_service.models.messages import Envelope, Message
from full_service.repositories import inbox
from full_service.repositories.drivers import open_database
from full_service.repositories.unit_of_work import SqlStorage
from full_service.services.consumer import Consumer
from full_service.services.ports import UnitOfWork
from tests.caches import new_cache
from tests.databases import Databases

EVENT = Envelope("1", "other-service", "told", datetime.now(UTC), "subject", "request 7")


@pytest.fixture
async def storage(settings: Settings) -> AsyncIterator[SqlStorage]:
    database = await open_database(settings, on_lost=lambda: None)
    yield SqlStorage(database, new_cache())
    await database.close()


async def react(work: UnitOfWork) -> None:
    await work.outbox.put(Message("a", {}, b"told"), ["one"])


async def effects(storage: SqlStorage) -> int:
    async with storage.read() as work:
        return len(await work.outbox.first("one", 100))


async def test_event_that_comes_several_times_at_once_has_its_effect_once(
    storage: SqlStorage,
) -> None:
    consumer = Consumer(storage)
    await asyncio.gather(*(consumer.once(EVENT, react) for _ in range(5)))
    assert await effects(storage) == 1


async def test_event_whose_reaction_fails_comes_again(storage: SqlStorage) -> None:
    async def fail(work: UnitOfWork) -> None:
        await react(work)
        raise LookupError

    with pytest.raises(LookupError):
        await Consumer(storage).once(EVENT, fail)
    assert await effects(storage) == 0
    await Consumer(storage).once(EVENT, react)
    assert await effects(storage) == 1


async def test_same_id_of_another_source_is_another_event(storage: SqlStorage) -> None:
    for source in ("other-service", "third-service"):
        async with storage.write() as work:
            assert await work.inbox.add([(source, "1")])


async def test_what_is_too_old_is_forgotten(
    storage: SqlStorage,
    databases: Databases,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await Consumer(storage).once(EVENT, react)
    await storage.purge()
    assert await databases.count(database_url, "inbox") == 1
    monkeypatch.setattr(inbox, "KEPT", timedelta(0))
    await storage.purge()
    assert await databases.count(database_url, "inbox") == 0
