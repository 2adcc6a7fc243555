"""What three services do in a saga."""

import random
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from fastapi import Request

from full_service.handlers.errors import service_error
from full_service.models.errors import NotFoundError
from full_service.models.identifiers import new_id
from full_service.models.sagas import Outcome, SagaQuery, SagaState
from full_service.services import saga_deadlines
from full_service.services.saga_definition import StepFailedError
from full_service.services.saga_service import SagaService
from tests.trip import NAMES, VERSION, CarFailed, HotelCompensated, TripData
from tests.unit.trip_world import World


@pytest.fixture
def world() -> World:
    return World()


async def test_steps_are_taken_one_after_the_other(world: World) -> None:
    await world.start()
    await world.deliver()
    assert world.log == ["flight", "hotel", "car"]
    assert world.states == {SagaState.DONE}
    assert {service.saga.deadline for service in world.services.values()} == {None}


async def test_what_is_heard_twice_has_its_effect_once(world: World) -> None:
    await world.start()
    await world.deliver(times=2)
    assert world.log == ["flight", "hotel", "car"]
    assert len(world["car"].saga.history) == len(NAMES)


async def test_first_step_that_fails_leaves_it_to_the_caller(world: World) -> None:
    world["flight"].fails = True
    with pytest.raises(StepFailedError, match="nothing is free"):
        await world.start()
    assert world["flight"].storage.outbox.events == []


async def test_caller_is_told_why_the_first_step_failed() -> None:
    request = Request({"type": "http", "headers": [], "state": {"request_id": "1"}})
    answer = await service_error(request, StepFailedError("nothing is free"))
    assert answer.status_code == 409
    assert b'"nothing is free"' in bytes(answer.body)


async def test_steps_before_one_that_fails_are_undone_last_one_first(world: World) -> None:
    world["car"].fails = True
    await world.start()
    await world.deliver()
    assert world.log == ["flight", "hotel", "no hotel", "no flight"]
    assert world.states == {SagaState.COMPENSATED}
    for service in world.services.values():
        assert (service.saga.failed, service.saga.reason) == ("car", "nothing is free")


async def test_step_that_does_not_answer_in_time_fails(world: World) -> None:
    await world.start()
    world.lose("flight", "hotel")
    await world.let_expire("flight")
    await world.deliver()
    assert world.log == ["flight", "no flight"]
    assert world["flight"].saga.reason == "no answer in 60 s"


async def test_answer_that_comes_too_late_is_undone(world: World) -> None:
    await world.start()
    asked = world.lose("flight", "hotel")
    await world.let_expire("flight")
    for event in asked:
        await world["hotel"].hear(event)
    held = world.lose("hotel", "car")
    await world.deliver()
    assert world.log == ["flight", "hotel", "no flight", "no hotel"]
    for event in held:
        await world["car"].hear(event)
    assert "car" not in world.log
    await world.deliver()
    assert world.states == {SagaState.COMPENSATED}


@pytest.mark.parametrize("failing", [*NAMES[1:], None])
@pytest.mark.parametrize("seed", range(20))
async def test_any_order_in_which_services_are_heard_ends_alike(
    world: World, seed: int, failing: str | None
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    if failing:
        world[failing].fails = True
    await world.start()
    if seed % 2:
        await world.let_expire("flight")
    await world.deliver(chance.choice, times=1 + seed % 3)
    assert world.states == {SagaState.COMPENSATED if failing or seed % 2 else SagaState.DONE}
    taken = [name for name in world.log if name in NAMES]
    assert len(taken) == len(set(taken))
    undone = [f"no {name}" for name in taken] if failing or seed % 2 else []
    assert sorted(world.log) == sorted([*taken, *undone])
    assert all(world.log.index(one) < world.log.index(other) for one, other in pairwise(taken))


async def test_history_has_what_is_heard_late(world: World) -> None:
    await world.start()
    held = world.lose("flight", "car")
    await world.deliver()
    for event in held * 2:
        await world["car"].hear(event)
    told = [each.step for each in world["car"].saga.history]
    assert told == ["hotel", "car", "flight"]
    assert world.states == {SagaState.DONE}


async def test_time_of_a_step_that_was_answered_is_over(world: World) -> None:
    await world.start()
    await world.deliver()
    await world.let_expire("flight")
    assert world.states == {SagaState.DONE}


async def test_time_of_an_unknown_saga_is_nobodys(world: World) -> None:
    first = world["flight"]
    await saga_deadlines.expire(first.definition, new_id(), datetime.now(UTC), first.storage)
    assert first.storage.outbox.events == []


async def test_that_something_is_undone_may_be_heard_before_why(world: World) -> None:
    told = {"saga_id": new_id(), "version": VERSION, "data": TripData(days=7)}
    await world["car"].hear(HotelCompensated(**told, reason="no car is free"))
    await world["car"].hear(CarFailed(**told))
    assert world["car"].saga.failed == "car"
    assert world.log == []


async def test_service_shows_what_it_has_heard(world: World) -> None:
    saga_id = await world.start()
    service = SagaService(world["flight"].storage)
    saga = await service.get(saga_id)
    assert (saga.waits_for, saga.history[0].outcome) == ("hotel", Outcome.DONE)
    assert (await service.page(SagaQuery())).items == [saga]
    (counted,) = (await service.summary()).items
    assert (counted.name, counted.state, counted.count) == ("trip", SagaState.RUNNING, 1)
    with pytest.raises(NotFoundError):
        await service.get(new_id())
