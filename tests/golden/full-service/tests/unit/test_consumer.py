import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs

from full_service.models.errors import UnavailableError
from full_service.models.messages import Envelope, InvalidMessageError, Message, PublishedEvent
from full_service.services import consumer
from full_service.services.consumer import ATTEMPTS, Consumer
from full_service.services.ports import UnitOfWork
from tests.unit.fakes import FakeStorage

HEADERS = {
    "ce_id": "1",
    "ce_source": "other-service",
    "ce_type": "something_happened",
    "ce_time": "2026-01-31T12:30:00+00:00",
    "ce_correlationid": "request 7",
}
MESSAGE = Message("key", HEADERS, b"{}")


class Done(PublishedEvent, frozen=True):
    """What a reaction tells."""

    TYPE = "done"


class Order(BaseModel):
    """What a handler takes."""

    total: int


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer, "PAUSES_SECONDS", (0.0, 0.0))


async def test_event_has_its_effect_once(storage: FakeStorage) -> None:
    async def react(work: UnitOfWork) -> None:
        await work.outbox.add(Done())

    own = Consumer(storage)
    await own.once(Envelope.read(HEADERS), react)
    await own.once(Envelope.read(HEADERS), react)
    assert len(storage.outbox.events) == 1


async def test_what_follows_names_its_cause(storage: FakeStorage) -> None:
    async def react(work: UnitOfWork) -> None:
        await work.outbox.add(Done())

    await Consumer(storage).once(Envelope.read(HEADERS), react)
    (message,) = storage.outbox.waiting.values()
    told = Envelope.read(message.headers)
    assert (told.correlation_id, told.causation_id) == ("request 7", "1")


@pytest.mark.parametrize("name", ["ce_id", "ce_source", "ce_type", "ce_time"])
def test_headers_without_what_every_event_has(name: str) -> None:
    with pytest.raises(InvalidMessageError, match=name):
        Envelope.read({key: value for key, value in HEADERS.items() if key != name})


@pytest.mark.parametrize("event_id", ["", "7" * 201])
def test_id_that_cannot_be_noted(event_id: str) -> None:
    with pytest.raises(InvalidMessageError, match="from 1 to 200 characters"):
        Envelope.read({**HEADERS, "ce_id": event_id})


def test_headers_with_no_time() -> None:
    with pytest.raises(InvalidMessageError, match="ce_time is no time"):
        Envelope.read({**HEADERS, "ce_time": "noon"})


async def test_poison_is_kept_apart_with_its_reason(storage: FakeStorage) -> None:
    tries = 0

    async def fail() -> None:
        nonlocal tries
        tries += 1
        raise ValueError("no such order")

    with capture_logs() as logs:
        await Consumer(storage).attempt("fake", MESSAGE, fail)
    assert tries == ATTEMPTS
    (letter,) = await storage.dead_letters.newest(2)
    assert (letter.message, letter.reason) == (MESSAGE, "ValueError: no such order")
    *again, apart = [line["event"] for line in logs]
    assert (set(again), apart) == ({"a message will be tried again"}, "a message is kept apart")
    named = {(line["source"], line["type"], line["id"]) for line in logs}
    assert named == {("other-service", "something_happened", "1")}


async def test_message_that_does_not_fit_is_tried_once(storage: FakeStorage) -> None:
    tries = 0

    async def validate() -> None:
        nonlocal tries
        tries += 1
        Order.model_validate({"total": "secret"})

    await Consumer(storage).attempt("fake", MESSAGE, validate)
    (letter,) = await storage.dead_letters.newest(2)
    assert tries == 1
    assert letter.reason.startswith("the data does not fit: total: Input should be a valid")
    assert "secret" not in letter.reason


async def test_outage_is_waited_for(storage: FakeStorage) -> None:
    tries = 0

    async def fail_for_long() -> None:
        nonlocal tries
        tries += 1
        if tries <= 2 * ATTEMPTS:
            raise UnavailableError("database")

    await Consumer(storage).attempt("fake", MESSAGE, fail_for_long)
    assert await storage.dead_letters.newest(2) == []
    assert tries == 2 * ATTEMPTS + 1


async def test_fault_in_the_keeping_itself_is_raised(
    storage: FakeStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise LookupError("no table")

    monkeypatch.setattr(storage.dead_letters, "add", fail)
    with pytest.raises(LookupError, match="no table"):
        await Consumer(storage).attempt("fake", MESSAGE, fail)
