"""Sagas in the database, and what the API shows of them."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from structlog.contextvars import get_contextvars

from full_service.config import Settings
from full_service.handlers.health import READY
from full_service.handlers.saga_messages import go_on
from full_service.models.health import UnhealthyError
from full_service.models.identifiers import new_id
from full_service.models.messages import Envelope
from full_service.models.sagas import CHANNEL, ENDED, Saga, SagaQuery, SagaState
from full_service.repositories.drivers import open_database
from full_service.repositories.unit_of_work import SqlStorage
from full_service.services import saga_deadlines, sagas
from full_service.services.all_sagas import SAGAS
from full_service.services.consumer import Consumer
from full_service.services.ports import UnitOfWork
from full_service.services.saga_definition import Definition, Own, StepFailedError
from full_service.services.saga_service import SagaService
from tests.caches import new_cache
from tests.trip import (
    VERSION,
    CarDone,
    FlightDone,
    HotelDone,
    HotelFailed,
    TripData,
    TripEvent,
    trip,
)

DATA = TripData(days=7)


@pytest.fixture
async def storage(settings: Settings) -> AsyncIterator[SqlStorage]:
    database = await open_database(settings, on_lost=lambda: None)
    yield SqlStorage(database, new_cache())
    await database.close()


async def succeed(*_: object) -> None:
    """Do what is asked."""


async def fail(saga_id: UUID, data: TripData, work: UnitOfWork) -> None:
    """Fail after something was stored."""
    await work.outbox.add(HotelDone(saga_id=saga_id, version=VERSION, data=data))
    raise StepFailedError("no room is free")


async def insist(*_: object) -> None:
    """Undo nothing."""
    raise RuntimeError("no other guest")


FLIGHT = trip({"flight": Own(succeed, succeed)})
HOTEL = trip({"hotel": Own(succeed, succeed)})
LASTING_HOTEL = trip({"hotel": Own(succeed, insist)})
FULL_HOTEL = trip({"hotel": Own(fail, succeed)})


async def hear(storage: SqlStorage, definition: Definition, *events: TripEvent) -> None:
    """Handle events, all at the same time."""
    now, consumer = datetime.now(UTC), Consumer(storage)
    envelopes = [
        Envelope(str(new_id()), "other-service", event.TYPE, now, "7", "request 7")
        for event in events
    ]
    await asyncio.gather(
        *(
            go_on(definition, event, envelope, consumer)
            for event, envelope in zip(events, envelopes, strict=True)
        )
    )


async def started(storage: SqlStorage) -> Saga:
    async with storage.write() as work:
        saga_id = await sagas.start(FLIGHT, DATA, work)
    return await SagaService(storage).get(saga_id)


async def sent(storage: SqlStorage) -> list[str]:
    async with storage.read() as work:
        return [message.headers["ce_type"] for _, message in await work.outbox.first(CHANNEL, 10)]


async def test_step_follows_in_the_name_of_the_first_request(storage: SqlStorage) -> None:
    event = FlightDone(saga_id=new_id(), version=VERSION, data=DATA)
    await hear(storage, HOTEL, event)
    saga = await SagaService(storage).get(event.saga_id)
    assert saga.finished == ["flight", "hotel"]
    assert saga.correlation_id == "request 7"
    assert await sent(storage) == ["hotel_done"]


async def test_what_a_step_logs_has_the_ids_of_its_saga(storage: SqlStorage) -> None:
    bound: dict[str, object] = {}

    async def look(*_: object) -> None:
        bound.update(get_contextvars())

    event = FlightDone(saga_id=new_id(), version=VERSION, data=DATA)
    await hear(storage, trip({"hotel": Own(look, succeed)}), event)
    assert bound["saga_id"] == str(event.saga_id)
    assert bound["trace_id"] == event.saga_id.hex


async def test_step_that_fails_leaves_nothing_but_that(storage: SqlStorage) -> None:
    event = FlightDone(saga_id=new_id(), version=VERSION, data=DATA)
    await hear(storage, FULL_HOTEL, event)
    saga = await SagaService(storage).get(event.saga_id)
    assert (saga.failed, saga.reason) == ("hotel", "no room is free")
    assert await sent(storage) == ["hotel_failed"]


async def test_events_of_a_new_saga_at_the_same_time(storage: SqlStorage) -> None:
    saga_id = new_id()
    told = [FlightDone(saga_id=saga_id, version=VERSION, data=DATA) for _ in range(4)]
    await hear(storage, HOTEL, *told, HotelFailed(saga_id=saga_id, version=VERSION, data=DATA))
    saga = await SagaService(storage).get(saga_id)
    assert (saga.finished[0], saga.failed) == ("flight", "hotel")
    assert len(await sent(storage)) <= 2


async def test_step_without_an_answer_fails_once_its_time_is_over(
    storage: SqlStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SAGAS, "trip", FLIGHT)
    in_time, late = await started(storage), await started(storage)
    overdue = late.model_copy(update={"deadline": datetime.now(UTC)})
    async with storage.write() as work:
        await work.sagas.store(overdue)
    await asyncio.gather(*(saga_deadlines.look_after_overdue(storage) for _ in range(3)))
    service = SagaService(storage)
    assert (await service.get(late.id)).failed == "hotel"
    assert (await service.get(in_time.id)).failed is None
    assert await sent(storage) == ["flight_done", "flight_done", "hotel_failed"]


async def test_step_that_cannot_be_undone_is_tried_again(storage: SqlStorage) -> None:
    event = FlightDone(saga_id=new_id(), version=VERSION, data=DATA)
    await hear(storage, LASTING_HOTEL, event)
    await hear(storage, LASTING_HOTEL, HotelFailed.model_validate(event, from_attributes=True))
    saga = await SagaService(storage).get(event.saga_id)
    assert (saga.state, saga.attempts) == (SagaState.COMPENSATING, 1)
    assert saga.trouble == "hotel cannot be undone: RuntimeError: no other guest"
    assert await sent(storage) == ["hotel_done"]
    await hear(storage, HOTEL, HotelFailed.model_validate(event, from_attributes=True))
    assert await sent(storage) == ["hotel_done", "hotel_compensated"]
    saga = await SagaService(storage).get(event.saga_id)
    assert (saga.trouble, saga.deadline) == (None, None)


async def test_saga_that_the_service_knows_no_more_is_stuck(
    storage: SqlStorage, client: httpx2.AsyncClient, app: FastAPI
) -> None:
    saga = await started(storage)
    async with storage.write() as work:
        await work.sagas.store(saga.model_copy(update={"deadline": datetime.now(UTC)}))
    await saga_deadlines.look_after_overdue(storage)
    service = SagaService(storage)
    assert (await service.get(saga.id)).state == SagaState.STUCK
    with pytest.raises(UnhealthyError, match="1 stuck"):
        await service.check()
    await app.state.health.check()
    ready = (await client.get(READY)).json()
    assert ready["status"] == "degraded"
    assert ready["reasons"]["sagas"].startswith("1 stuck: ")
    running = await started(storage)
    answer = await client.get("/sagas/summary")
    counted = {each["state"]: each for each in answer.json()["items"]}
    assert [(state, each["count"]) for state, each in counted.items()] == [
        ("running", 1),
        ("stuck", 1),
    ]
    assert datetime.fromisoformat(counted["running"]["oldest"]) == running.began_at
    assert counted["running"]["seconds"] is None


async def test_what_it_took_is_known_at_the_end(
    storage: SqlStorage, client: httpx2.AsyncClient
) -> None:
    saga = await started(storage)
    car = CarDone(saga_id=saga.id, version=VERSION, data=DATA)
    await hear(storage, FLIGHT, car)
    found = await SagaService(storage).get(saga.id)
    assert found.state == SagaState.DONE
    assert found.seconds is not None
    (counted,) = (await client.get("/sagas/summary")).json()["items"]
    assert (counted["state"], counted["count"]) == ("done", 1)
    assert counted["seconds"] == pytest.approx(found.seconds)


async def test_what_ended_long_ago_is_forgotten(storage: SqlStorage) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=31)
    kept = [await started(storage) for _ in range(3)]
    states = [SagaState.RUNNING, *ENDED]
    async with storage.write() as work:
        for saga, state in zip(kept, states, strict=True):
            await work.sagas.store(saga.model_copy(update={"state": state, "changed_at": long_ago}))
    recent = await started(storage)
    await storage.purge()
    async with storage.read() as work:
        found = await work.sagas.page(SagaQuery())
    assert [saga.id for saga in found] == [recent.id, kept[0].id]


async def test_list_shows_those_that_began_last(
    storage: SqlStorage, client: httpx2.AsyncClient
) -> None:
    begun = []
    for _ in range(3):
        begun.append(str((await started(storage)).id))
        await asyncio.sleep(0.002)
    answer = await client.get("/sagas", params={"limit": 2, "state": "running"})
    assert [each["id"] for each in answer.json()["items"]] == [begun[2], begun[1]]
    rest = await client.get("/sagas", params={"before": begun[1]})
    assert [each["id"] for each in rest.json()["items"]] == [begun[0]]
    done = await client.get("/sagas", params={"state": "done"})
    assert done.json()["items"] == []


async def test_saga_is_shown_with_its_history(
    storage: SqlStorage, client: httpx2.AsyncClient
) -> None:
    saga = await started(storage)
    answer = await client.get(f"/sagas/{saga.id}")
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["state"], shown["waits_for"]) == ("running", "hotel")
    assert [(each["step"], each["outcome"]) for each in shown["history"]] == [("flight", "done")]
    missing = await client.get(f"/sagas/{new_id()}")
    assert missing.status_code == 404


async def test_saga_is_one_trace(
    storage: SqlStorage, client: httpx2.AsyncClient, app: FastAPI
) -> None:
    saga = await started(storage)
    trace = saga.id.hex
    shown = (await client.get(f"/sagas/{saga.id}")).json()
    assert (shown["trace_id"], shown["trace_url"]) == (trace, None)
    app.state.jaeger_url = "http://jaeger:16686/"
    shown = (await client.get(f"/sagas/{saga.id}")).json()
    assert shown["trace_url"] == f"http://jaeger:16686/trace/{trace}"
    async with storage.read() as work:
        ((_, message),) = await work.outbox.first(CHANNEL, 1)
    assert re.fullmatch(f"00-{trace}-[0-9a-f]{{16}}-01", message.headers["traceparent"])
    assert Envelope.read(message.headers).trace_parent == message.headers["traceparent"]
