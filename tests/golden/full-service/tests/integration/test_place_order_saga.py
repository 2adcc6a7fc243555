"""Events of a saga place_order, through whatever broker the service has."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from full_service.config import Settings
from full_service.handlers.events_command import run_events_command
from full_service.models.identifiers import new_id
from full_service.models.messages import Envelope, Message
from full_service.models.sagas import CHANNEL, SagaEvent, SagaQuery
from full_service.repositories.drivers import open_database
from full_service.repositories.unit_of_work import SqlStorage
from full_service.services.dead_letters import DeadLetterService
from full_service.services.saga_service import SagaService
from tests.caches import new_cache
from tests.unit.test_place_order_saga import DATA, STEPS, VERSION

PLACE = next(place for place, step in enumerate(STEPS) if step.own)
SOURCE = STEPS[max(PLACE - 1, 0)].service
"""Who waits for the first step of this service."""


@pytest.fixture
async def storage(settings: Settings) -> AsyncIterator[SqlStorage]:
    database = await open_database(settings, on_lost=lambda: None)
    yield SqlStorage(database, new_cache())
    await database.close()


def failed() -> SagaEvent:
    """Tell that the first step of this service has failed."""
    return STEPS[PLACE].failed(saga_id=new_id(), version=VERSION, data=DATA, reason="no answer")


async def send(storage: SqlStorage, event: SagaEvent, body: bytes | None = None) -> None:
    """Send as another service would."""
    now, own = datetime.now(UTC), str(new_id())
    envelope = Envelope(own, SOURCE, event.TYPE, now, str(event.saga_id), "request 7")
    written = event.model_dump_json().encode() if body is None else body
    async with storage.write() as work:
        await work.outbox.put(Message(envelope.subject, envelope.headers(), written), [CHANNEL])


@pytest.mark.usefixtures("app")
async def test_event_is_heard(storage: SqlStorage) -> None:
    event, service = failed(), SagaService(storage)
    await send(storage, event)
    async with asyncio.timeout(10):
        while not (found := (await service.page(SagaQuery())).items):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)
    (saga,) = found
    assert (saga.id, saga.failed, saga.reason) == (event.saga_id, STEPS[PLACE].name, "no answer")
    assert saga.correlation_id == "request 7"


@pytest.mark.usefixtures("app")
async def test_event_of_a_saga_with_other_steps_is_kept_apart(storage: SqlStorage) -> None:
    await send(storage, failed().model_copy(update={"version": "other"}))
    service = DeadLetterService(storage)
    async with asyncio.timeout(10):
        while not (letters := await service.newest(9)):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)
    assert letters[0].reason.endswith("has other steps here than there")
    assert (await SagaService(storage).page(SagaQuery())).items == []


@pytest.mark.usefixtures("app")
async def test_body_that_is_no_event_can_be_sent_again(
    storage: SqlStorage, capsys: pytest.CaptureFixture[str]
) -> None:
    await send(storage, failed(), b"{")
    service = DeadLetterService(storage)
    async with asyncio.timeout(10):
        while not (letters := await service.newest(9)):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)
    await run_events_command(storage, argparse.Namespace(action="list", limit=9))
    assert STEPS[PLACE].failed.TYPE in capsys.readouterr().out
    again = argparse.Namespace(action="replay", ids=[letters[0].id], all=False)
    await run_events_command(storage, again)
    assert "1 will be sent again" in capsys.readouterr().out
