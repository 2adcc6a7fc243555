"""Three services that take part in a saga, each with what it has heard."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from full_service.models.sagas import Saga, SagaEvent, SagaState
from full_service.services import saga_deadlines, sagas
from full_service.services.ports import UnitOfWork
from full_service.services.saga_definition import Definition, Own, StepFailedError, UndoFailedError
from tests.trip import NAMES, TripData, trip
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
    breaks: bool = False
    """Whether it cannot undo its step."""
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
        if self.breaks:
            raise RuntimeError("nobody answers")
        self.log.append(f"no {self.name}")

    async def hear(self, event: SagaEvent) -> None:
        try:
            await sagas.advance(self.definition, event.TYPE, event, self.storage)
        except StepFailedError as error:
            await sagas.fail(self.definition, event.TYPE, event, error.reason, self.storage)
        except UndoFailedError as error:
            await sagas.put_off(self.definition, event.TYPE, event, error.reason, self.storage)

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
        await saga_deadlines.expire(service.definition, service.saga.id, later, service.storage)

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
