"""Events that come in large numbers: many have their effects in one unit of work."""

import gc
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import pytest

from full_service.config import Settings
from full_service.handlers.delivery import Receiver
from full_service.handlers.in_process import InProcessPublisher
from full_service.handlers.messages import HANDLERS
from full_service.models.messages import Envelope, Message, PublishedEvent
from full_service.repositories.drivers import open_database
from full_service.repositories.unit_of_work import SqlStorage
from full_service.services import consumer
from full_service.services.consumer import Consumer, Delivery, Reactor
from full_service.services.dead_letters import DeadLetterService
from full_service.services.ports import UnitOfWork
from tests.caches import new_cache
from tests.incoming import Incoming

COUNT = 40
MANY = 2000


class Done(PublishedEvent, frozen=True):
    """What a reaction tells."""

    TYPE = "done"

    number: int


class Works:
    """Reacts to events by telling their numbers, and counts the units of work of each."""

    def __init__(self) -> None:
        self.tries = Counter[int]()
        self.units = set[int]()

    async def tell(self, number: int, work: UnitOfWork) -> None:
        self.tries[number] += 1
        self.units.add(id(work))
        await work.outbox.add(Done(number=number), ["any"])

    async def fail(self, number: int, work: UnitOfWork) -> None:
        await self.tell(number, work)
        raise LookupError(number)


@pytest.fixture
def works() -> Works:
    return Works()


@pytest.fixture
async def storage(settings: Settings) -> AsyncIterator[SqlStorage]:
    database = await open_database(settings, on_lost=lambda: None)
    yield SqlStorage(database, new_cache())
    await database.close()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "PAUSES_SECONDS", (0.0, 0.0))
    monkeypatch.setattr(consumer, "SHARED_SECONDS", 5.0)


def delivery(number: int, *reactions: Callable[[int, UnitOfWork], Awaitable[None]]) -> Delivery:
    """Return a message that is reacted to in one way, or, if that fails, in the next."""
    message = Incoming("other-service", "any", {}, id=str(number)).message()

    async def handle(reactor: Reactor) -> None:
        for react in reactions[:-1]:
            try:
                await reactor.once(Envelope.read(message.headers), partial(react, number))
            except LookupError:
                continue
        await reactor.once(Envelope.read(message.headers), partial(reactions[-1], number))

    return Delivery(message, handle)


async def take(storage: SqlStorage, *deliveries: Delivery) -> None:
    assert await Consumer(storage).take("any", deliveries, lambda: True)


async def told(storage: SqlStorage) -> list[int]:
    async with storage.read() as work:
        waiting = await work.outbox.first("any", 2 * COUNT)
    return [Done.model_validate_json(message.body).number for _, message in waiting]


async def test_many_share_a_unit_of_work(storage: SqlStorage, works: Works) -> None:
    await take(storage, *(delivery(number, works.tell) for number in range(COUNT)))
    assert await told(storage) == list(range(COUNT))
    assert len(works.units) < COUNT / 2
    assert set(works.tries.values()) == {1}


async def test_one_that_fails_is_kept_apart_and_takes_none_along(
    storage: SqlStorage, works: Works
) -> None:
    reactions = [works.tell] * COUNT
    reactions[COUNT // 2] = works.fail
    await take(storage, *(delivery(*each) for each in enumerate(reactions)))
    assert await told(storage) == [number for number in range(COUNT) if number != COUNT // 2]
    (letter,) = await DeadLetterService(storage).newest(2)
    assert letter.message.headers["ce_id"] == str(COUNT // 2)


async def test_step_that_fails_is_undone_before_what_is_done_instead(
    storage: SqlStorage, works: Works
) -> None:
    some = [delivery(number, works.tell) for number in range(COUNT)]
    some[COUNT // 2] = delivery(COUNT // 2, works.fail, works.tell)
    await take(storage, *some)
    assert await told(storage) == list(range(COUNT))


async def test_event_that_comes_again_among_others_has_its_effect_once(
    storage: SqlStorage, works: Works
) -> None:
    some = [delivery(number % 7, works.tell) for number in range(COUNT)]
    await take(storage, *some)
    await take(storage, *some)
    assert await told(storage) == list(range(7))


async def test_unit_of_work_that_takes_too_long_is_not_shared(
    storage: SqlStorage, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "PATIENCE", 0)
    await take(storage, *(delivery(number, works.tell) for number in range(7)))
    assert await told(storage) == list(range(7))
    monkeypatch.setattr(consumer, "SHARED_SECONDS", 0)
    await take(storage, *(delivery(number, works.tell) for number in range(7, 14)))
    assert await told(storage) == list(range(14))


async def test_message_that_is_no_event_takes_none_along(storage: SqlStorage, works: Works) -> None:
    some = [delivery(number, works.tell) for number in range(7)]
    some[4] = Delivery(Message("key", {}, b"{}"), some[4].handle)
    await take(storage, *some)
    assert sorted(await told(storage)) == list(range(7))


async def test_what_is_not_handled_before_a_stop_is_left(storage: SqlStorage, works: Works) -> None:
    some = [delivery(number, works.tell) for number in range(7)]
    assert not await Consumer(storage).take("any", some, lambda: len(works.tries) < 3)
    assert await told(storage) == [0, 1, 2]


async def test_nothing_is_kept_of_what_was_handled(
    storage: SqlStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def handle(event: dict[str, object], envelope: Envelope, reactor: Reactor) -> None:
        async def react(work: object) -> None:
            assert work
            assert event == {}

        await reactor.once(envelope, react)

    def kept() -> int:
        gc.collect()
        return sum(isinstance(each, Message | Envelope) for each in gc.get_objects())

    monkeypatch.setitem(HANDLERS, ("other-service", "any"), handle)
    publisher = InProcessPublisher("any", Receiver(Consumer(storage), "any", "replays").receive)
    before = kept()
    await publisher.publish([Incoming("other-service", "any", {}).message() for _ in range(MANY)])
    assert kept() == before
