"""Sagas that do not go on by themselves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import structlog

from full_service.models.errors import NotFoundError, UnavailableError
from full_service.models.health import UnhealthyError
from full_service.models.identifiers import new_id
from full_service.models.messages import InvalidMessageError
from full_service.models.sagas import SagaState
from full_service.services import saga_deadlines, saga_service
from full_service.services.all_sagas import SAGAS
from full_service.services.ports import UnitOfWork
from full_service.services.saga_deadlines import CHANGED, look_after_overdue
from full_service.services.saga_definition import Definition, UndoFailedError
from full_service.services.saga_progress import ATTEMPTS
from full_service.services.saga_service import SagaService
from tests.trip import SERVICES, VERSION, FlightDone, TripData, trip
from tests.unit.trip_world import Service, World


class LongTripData(TripData, frozen=True):
    """What a later release lets travel with the saga."""

    back_on: date


@pytest.fixture
async def flight(monkeypatch: pytest.MonkeyPatch) -> Service:
    """A service that cannot undo its step, the last one that is left."""
    world = World()
    world["flight"].breaks = world["car"].fails = True
    await world.start()
    await world.deliver()
    monkeypatch.setitem(SAGAS, "trip", world["flight"].definition)
    return world["flight"]


async def look_after(service: Service, seconds: float = 0) -> None:
    """Let the deadline be there at once, or so many seconds ago."""
    storage, saga = service.storage, service.saga
    if saga.deadline is not None:
        now = datetime.now(UTC) - timedelta(seconds=seconds)
        await storage.sagas.store(saga.model_copy(update={"deadline": now}))
    await look_after_overdue(storage)


async def stick(service: Service) -> None:
    for _ in range(ATTEMPTS):
        await look_after(service)


async def test_step_that_cannot_be_undone_is_tried_again(flight: Service) -> None:
    saga = flight.saga
    assert (saga.state, saga.attempts) == (SagaState.COMPENSATING, 1)
    assert saga.trouble == "flight cannot be undone: RuntimeError: nobody answers"
    assert saga.deadline is not None
    await look_after(flight)
    assert flight.saga.attempts == 2
    flight.breaks = False
    await look_after(flight)
    assert flight.saga.state == SagaState.COMPENSATED
    assert (flight.saga.attempts, flight.saga.trouble) == (0, None)
    assert flight.log[-1] == "no flight"


async def test_saga_is_stuck_when_all_tries_were_in_vain(flight: Service) -> None:
    service = SagaService(flight.storage)
    await service.check()
    await stick(flight)
    assert (flight.saga.state, flight.saga.attempts) == (SagaState.STUCK, ATTEMPTS)
    assert flight.saga.deadline is None
    with pytest.raises(UnhealthyError, match=r"^1 stuck: .* sagas list$"):
        await service.check()


async def test_person_lets_it_be_tried_once_more(flight: Service) -> None:
    await stick(flight)
    service = SagaService(flight.storage)
    with pytest.raises(UndoFailedError, match="nobody answers"):
        await service.compensate(flight.saga.id)
    flight.breaks = False
    assert await service.compensate(flight.saga.id) is None
    assert flight.saga.state == SagaState.COMPENSATED
    nothing = await service.compensate(flight.saga.id)
    assert nothing == "nothing to undo here: what is not undone is nothing"


async def test_person_has_seen_to_it(flight: Service) -> None:
    service = SagaService(flight.storage)
    assert not await service.settle(flight.saga.id)
    await stick(flight)
    told = len(flight.storage.outbox.events)
    assert await service.settle(flight.saga.id)
    assert flight.saga.state == SagaState.COMPENSATED
    assert [each.TYPE for each in flight.storage.outbox.events[told:]] == ["flight_compensated"]
    assert "no flight" not in flight.log


async def test_saga_that_nobody_knows() -> None:
    service = SagaService(World()["flight"].storage)
    with pytest.raises(NotFoundError):
        await service.compensate(new_id())
    with pytest.raises(NotFoundError):
        await service.settle(new_id())


async def test_what_is_away_is_no_failure_of_the_step(
    flight: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def undo(*_: object) -> None:
        raise UnavailableError("database")

    monkeypatch.setattr(flight, "undo", undo)
    monkeypatch.setitem(SAGAS, "trip", flight.definition)
    with pytest.raises(UnavailableError):
        await look_after(flight)
    assert flight.saga.attempts == 1


@pytest.mark.parametrize(
    ("left", "why"),
    [
        (None, "this service takes no part in trip any more"),
        (trip({}, {**SERVICES, "car": "train-service"}), CHANGED),
        (replace(trip({}), data=LongTripData), CHANGED),
    ],
)
async def test_saga_of_a_kind_that_has_changed_is_stuck(
    monkeypatch: pytest.MonkeyPatch, left: Definition | None, why: str
) -> None:
    world = World()
    saga_id = await world.start()
    flight = world["flight"]
    for module in (saga_deadlines, saga_service):
        monkeypatch.setattr(module, "SAGAS", {"trip": left} if left else {})
    await look_after(flight)
    assert (flight.saga.state, flight.saga.trouble) == (SagaState.STUCK, CHANGED)
    service = SagaService(flight.storage)
    assert await service.compensate(saga_id) == why
    assert await service.settle(saga_id)
    assert flight.saga.state == SagaState.COMPENSATED


async def test_who_has_other_steps_is_not_heard() -> None:
    world = World()
    saga_id: UUID = new_id()
    event = FlightDone(saga_id=saga_id, version="other", data=TripData(days=7))
    with pytest.raises(InvalidMessageError, match="trip has other steps here"):
        await world["hotel"].hear(event)
    assert world["hotel"].storage.sagas.stored == {}
    await world["hotel"].hear(event.model_copy(update={"version": VERSION}))
    assert world.log == ["hotel"]


def test_steps_make_the_version() -> None:
    assert trip({}).version == VERSION
    assert trip({}, {**SERVICES, "car": "train-service"}).version != VERSION


async def test_saga_that_does_not_go_on_holds_up_no_other(
    flight: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = flight.saga.model_copy(update={"id": new_id(), "deadline": datetime.now(UTC)})

    async def expire(
        definition: Definition | None, saga_id: UUID, now: datetime, work: UnitOfWork
    ) -> None:
        if saga_id == broken.id:
            raise LookupError("trip")
        await saga_expire(definition, saga_id, now, work)

    saga_expire = saga_deadlines.expire
    monkeypatch.setattr(saga_deadlines, "expire", expire)
    flight.breaks = False
    stored = {broken.id: broken, **flight.storage.sagas.stored}
    flight.storage.sagas.stored = {
        saga_id: saga.model_copy(update={"deadline": broken.deadline})
        for saga_id, saga in stored.items()
    }
    with structlog.testing.capture_logs() as logs:
        await look_after_overdue(flight.storage)
    assert [each["saga_id"] for each in logs if "exc_info" in each] == [str(broken.id)]
    assert [saga.state for saga in flight.storage.sagas.stored.values()] == [
        SagaState.COMPENSATING,
        SagaState.COMPENSATED,
    ]


async def test_who_looks_at_the_same_time_tries_once(
    flight: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def expire(*_: object) -> None:
        await flight.storage.sagas.store(flight.saga.model_copy(update={"deadline": None}))
        raise UndoFailedError("nobody answers")

    monkeypatch.setattr(saga_deadlines, "expire", expire)
    await look_after(flight)
    assert flight.saga.attempts == 1
