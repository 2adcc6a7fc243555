"""Three services that take part in a saga, each with what it has heard."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from full_service.models.errors import NotFoundError
from full_service.models.identifiers import new_id
from full_service.models.sagas import Outcome, Saga, SagaEvent, SagaQuery, SagaState
from full_service.services import sagas
from full_service.services.ports import UnitOfWork
from full_service.services.saga_definition import Definition, Own, StepFailedError
from tests.trip import NAMES, CarFailed, HotelCompensated, TripData, trip
from tests.unit.fakes import FakeStorage

Way = tuple[str, str]
"""From one service to another."""


@dataclass
class Service:
    """One of the services, with a step of its own."""

    name: str
    log: list[str]
    storage: FakeStorage = field(default_factory=FakeStorage)
    fails: bool = False
    sent: int = 0

    @property
    def definition(self) -> Definition:
        return trip({self.name: Own(self.run, self.undo)})

    async def run(self, _: UUID, data: TripData, __: UnitOfWork) -> None:
        assert data.days == 7
        if self.fails:
            raise StepFailedError("nothing is free")
        self.log.append(self.name)

    async def undo(self, _: UUID, data: TripData, __: UnitOfWork) -> None:
        assert data.days == 7
        self.log.append(f"no {self.name}")

    async def hear(self, event: SagaEvent) -> None:
        try:
            await sagas.advance(self.definition, event.TYPE, event, self.storage)
        except StepFailedError as error:
            await sagas.fail(self.definition, event.TYPE, event, error.reason, self.storage)

    def tell(self) -> list[SagaEvent]:
        """Return what it told since the last call."""
        events = [each for each in self.storage.outbox.events if isinstance(each, SagaEvent)]
        new, self.sent = events[self.sent :], len(events)
        return new

    @property
    def saga(self) -> Saga:
        (saga,) = self.storage.sagas.stored.values()
        return saga


class World:
    """The services, and what is on its way between them."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.services = {name: Service(name, self.log) for name in NAMES}
        self.waiting: dict[Way, list[SagaEvent]] = {
            (source, target): [] for source in NAMES for target in NAMES
        }

    def __getitem__(self, name: str) -> Service:
        return self.services[name]

    async def start(self) -> UUID:
        first = self["flight"]
        return await sagas.start(first.definition, TripData(days=7), first.storage)

    async def let_expire(self, name: str) -> None:
        """Let the time of the step that a service waits for be over."""
        service, later = self[name], datetime.now(UTC) + timedelta(hours=1)
        await sagas.expire(service.definition, service.saga.id, later, service.storage)

    def collect(self) -> None:
        for source, service in self.services.items():
            for event in service.tell():
                for target in NAMES:
                    self.waiting[source, target].append(event)

    async def deliver(
        self,
        choose: Callable[[list[Way]], Way] = lambda ways: ways[0],
        *,
        times: int = 1,
    ) -> None:
        """Deliver all, in the order of each source; two sources overtake each other."""
        self.collect()
        while ways := [way for way, events in self.waiting.items() if events]:
            source, target = choose(ways)
            event = self.waiting[source, target].pop(0)
            for _ in range(times):
                await self[target].hear(event)
            self.collect()

    def lose(self, source: str, target: str) -> list[SagaEvent]:
        """Hold back what is on its way from one service to another."""
        self.collect()
        held, self.waiting[source, target] = self.waiting[source, target], []
        return held

    @property
    def states(self) -> set[SagaState]:
        return {service.saga.state for service in self.services.values()}


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
    await sagas.expire(first.definition, new_id(), datetime.now(UTC), first.storage)
    assert first.storage.outbox.events == []


async def test_that_something_is_undone_may_be_heard_before_why(world: World) -> None:
    event = HotelCompensated(saga_id=new_id(), data=TripData(days=7), reason="no car is free")
    await world["car"].hear(event)
    await world["car"].hear(CarFailed(saga_id=event.saga_id, data=event.data))
    assert world["car"].saga.failed == "car"
    assert world.log == []


async def test_service_shows_what_it_has_heard(world: World) -> None:
    saga_id = await world.start()
    service = sagas.SagaService(world["flight"].storage)
    saga = await service.get(saga_id)
    assert (saga.waits_for, saga.history[0].outcome) == ("hotel", Outcome.DONE)
    assert (await service.page(SagaQuery())).items == [saga]
    with pytest.raises(NotFoundError):
        await service.get(new_id())
