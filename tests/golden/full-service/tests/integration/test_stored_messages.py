"""What is kept of messages, in whichever database the tests run on."""

import time
from collections.abc import AsyncIterator

import pytest

from full_service.config import Settings
from full_service.models.identifiers import new_id
from full_service.models.lease import Lease
from full_service.models.messages import Message
from full_service.repositories.drivers import open_database
from full_service.repositories.outbox import BATCH_BYTES
from full_service.repositories.unit_of_work import SqlStorage
from full_service.services.dead_letters import DeadLetterService
from tests.caches import new_cache

CHANNELS = ["one", "other"]
HOUR = 3_600_000_000_000
HOURS = ("0", "-2", "-1", "1", "-3")
BODIES = (b"first", b"second")
HEADERS = {"ce_type": "x", "$odd.name\0": "\u2713"}


@pytest.fixture
async def storage(settings: Settings) -> AsyncIterator[SqlStorage]:
    database = await open_database(settings, on_lost=lambda: None)
    yield SqlStorage(database, new_cache())
    await database.close()


async def waiting(storage: SqlStorage, channel: str = "one") -> list[Message]:
    async with storage.read() as work:
        return [message for _, message in await work.outbox.first(channel, 100)]


async def test_message_comes_out_as_it_was_put_in(storage: SqlStorage) -> None:
    messages = [
        Message("a", HEADERS, b"\0\xff", "elsewhere"),
        Message("b", {}, b""),
    ]
    async with storage.write() as work:
        for each in messages:
            await work.outbox.put(each, CHANNELS)
    assert await waiting(storage, "one") == messages
    assert await waiting(storage, "other") == messages


async def test_messages_of_one_key_stay_in_order_whatever_the_clock_says(
    storage: SqlStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = time.time_ns()
    for hours in HOURS:
        monkeypatch.setattr(time, "time_ns", lambda now=noon + HOUR * int(hours): now)
        async with storage.write() as work:
            for body in BODIES:
                await work.outbox.put(Message("a", {"hours": hours}, body), CHANNELS)
    told = [(message.headers["hours"], message.body) for message in await waiting(storage)]
    assert told == [(hours, body) for hours in HOURS for body in BODIES]


async def test_large_messages_are_not_all_read_at_once(storage: SqlStorage) -> None:
    for number in range(3):
        body = bytes([number]) * (BATCH_BYTES // 2)
        async with storage.write() as work:
            await work.outbox.put(Message("a", {}, body), ["one"])
    async with storage.write() as work:
        found = await work.outbox.first("one", 100)
        await work.outbox.remove([position for position, _ in found])
    assert [message.body[0] for _, message in found] == [0, 1]
    assert [message.body[0] for message in await waiting(storage)] == [2]


async def test_what_is_rolled_back_is_not_sent(storage: SqlStorage) -> None:
    woken: list[bool] = []
    storage.when_messages_wait(lambda: woken.append(True))

    async def fail() -> None:
        async with storage.write() as work:
            await work.outbox.put(Message("a", {}, b"1"), CHANNELS)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert (await waiting(storage), woken) == ([], [])
    async with storage.write() as work:
        await work.outbox.put(Message("a", {}, b"2"), CHANNELS)
    assert (len(await waiting(storage)), woken) == (1, [True])


async def test_what_was_sent_is_forgotten_on_its_own_channel(storage: SqlStorage) -> None:
    async with storage.write() as work:
        for body in (b"1", b"2", b"3"):
            await work.outbox.put(Message("a", {}, body), CHANNELS)
    async with storage.write() as work:
        await work.outbox.remove([place for place, _ in await work.outbox.first("one", 2)])
        assert [message.body for _, message in await work.outbox.first("one", 2)] == [b"3"]
    assert len(await waiting(storage, "other")) == 3


async def test_dead_letters_are_kept_until_they_are_sent_again(storage: SqlStorage) -> None:
    messages = [Message("a", HEADERS, b"1", "back"), Message("b", {}, b"2")]
    async with storage.write() as work:
        for each in messages:
            await work.dead_letters.add("one", each, "it\0 is " + "bad " * 1000)
    service = DeadLetterService(storage)
    letters = await service.newest(3)
    assert [letter.message for letter in letters] == messages[::-1]
    assert await service.newest(1) == letters[:1]
    assert await service.ids() == [letters[1].id, letters[0].id]
    assert {letter.reason[:10] for letter in letters} == {"it is bad "}
    assert max(len(letter.reason) for letter in letters) < 3000
    assert await service.replay(letters[1].id)
    assert not await service.replay(letters[1].id)
    assert await service.newest(3) == letters[:1]
    assert (await waiting(storage, "one"), await waiting(storage, "other")) == (messages[:1], [])


async def test_lease_has_one_holder(storage: SqlStorage) -> None:
    async with storage.write() as work:
        assert await work.leases.find("relay") is None
        assert not await work.leases.renew("relay", "a")
        assert await work.leases.take("relay", "a", None)
    async with storage.write() as work:
        assert not await work.leases.take("relay", "b", None)
        seen = await work.leases.find("relay")
        assert seen == Lease("a", 1)
        assert await work.leases.renew("relay", "a")
        assert not await work.leases.take("relay", "b", seen)
        assert await work.leases.take("relay", "b", await work.leases.find("relay"))
        assert not await work.leases.renew("relay", "a")
        await work.leases.give_up("relay", "a")
        assert await work.leases.find("relay") == Lease("b", 3)
    async with storage.write() as work:
        await work.leases.give_up("relay", "b")
        assert await work.leases.find("relay") is None


async def test_dead_letter_that_nobody_has(storage: SqlStorage) -> None:
    assert not await DeadLetterService(storage).replay(new_id())
