"""One saga on its way, in one unit of work."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import structlog
from pydantic import BaseModel
from structlog.contextvars import bound_contextvars

from full_service.models.errors import UnavailableError
from full_service.models.sagas import (
    CHANNEL,
    ENDED,
    Outcome,
    Saga,
    SagaEvent,
    SagaState,
    Transition,
)
from full_service.services.consumer import reason_of
from full_service.services.ports import UnitOfWork
from full_service.services.saga_definition import Definition, Own, UndoFailedError

ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=2)
"""Between two tries to undo a step; the pause doubles, so that all take about four minutes."""

log = structlog.get_logger(__name__)


class Progress:
    """Notes what is told of a saga that is locked, and does this service's part."""

    def __init__(
        self, definition: Definition, saga: Saga, data: BaseModel, work: UnitOfWork
    ) -> None:
        self.saga = saga
        self._definition = definition
        self._data = data
        self._work = work

    async def note(self, place: int, outcome: Outcome, reason: str | None = None) -> None:
        """Note what was told of the step at a place; what is known already changes nothing."""
        saga, steps = self.saga, self._definition.steps
        ran = steps[:place] if outcome is Outcome.FAILED else steps[: place + 1]
        finished = self._definition.ordered({*saga.finished, *(step.name for step in ran)})
        changes: dict[str, object] = {"finished": finished}
        if outcome is Outcome.COMPENSATED:
            compensated = {*saga.compensated, steps[place].name}
            changes["compensated"] = self._definition.ordered(compensated)
            if steps[place].own is not None:
                changes |= {"attempts": 0, "trouble": None}
        if outcome is not Outcome.DONE:
            changes |= self._failed(place, outcome, reason)
        if outcome is not Outcome.DONE or saga.waits_for in finished:
            changes |= {"waits_for": None, "deadline": None}
        changes["history"] = [*saga.history, *self._new(place, outcome, reason)]
        changed = saga.model_copy(update=changes)
        if changed == saga:
            return
        await self._store(changed)

    async def _store(self, changed: Saga) -> None:
        """Store what has become of the saga."""
        now, state = datetime.now(UTC), state_of(self._definition, changed)
        seconds = (now - changed.began_at).total_seconds() if state in ENDED else None
        last = {"state": state, "changed_at": now, "seconds": seconds}
        self.saga = changed.model_copy(update=last)
        await self._work.sagas.store(self.saga)

    def _new(self, place: int, outcome: Outcome, reason: str | None) -> Iterator[Transition]:
        """Give what was told, unless the history has it."""
        step = self._definition.steps[place]
        if (step.name, outcome) not in {(each.step, each.outcome) for each in self.saga.history}:
            yield Transition(at=datetime.now(UTC), step=step.name, outcome=outcome, reason=reason)

    def _failed(self, place: int, outcome: Outcome, reason: str | None) -> dict[str, object]:
        """Return which step failed: the first one of those that were told of."""
        steps = self._definition.steps
        known = self._definition.place(self.saga.failed)
        # Who hears that a step was undone before it hears why knows at least that much.
        failed = place if outcome is Outcome.FAILED else max(known, place + 1)
        first = min(failed, known, len(steps) - 1)
        return {"failed": steps[first].name, "reason": self.saga.reason or reason}

    def is_due(self, place: int) -> bool:
        """Tell whether this service is to take the step at a place, and has not."""
        if self.saga.failed is not None or place == len(self._definition.steps):
            return False
        step = self._definition.steps[place]
        return step.own is not None and step.name not in self.saga.finished

    async def take(self, place: int) -> None:
        """Take a step of this service, tell that it is done, and wait for the next one."""
        steps = self._definition.steps
        step = steps[place]
        if step.own is not None:
            await step.own.run(self.saga.id, self._data, self._work)
        await self._tell(step.done)
        await self.note(place, Outcome.DONE)
        if place + 1 < len(steps):
            deadline = datetime.now(UTC) + steps[place + 1].timeout
            waiting = {"waits_for": steps[place + 1].name, "deadline": deadline}
            await self._store(self.saga.model_copy(update=waiting))

    async def give_up(self, place: int, reason: str) -> None:
        """Tell that a step has failed."""
        await self._tell(self._definition.steps[place].failed, reason)
        await self.note(place, Outcome.FAILED, reason)

    async def compensate(self, *, by_hand: bool = False) -> bool:
        """Undo what this service is to undo now; return whether there was anything.

        What was undone by hand is only told. Raises `UndoFailedError`.
        """
        if self.saga.failed is None:
            return False
        steps, found = self._definition.steps, False
        failed = self._definition.place(self.saga.failed)
        for place, step in reversed(list(enumerate(steps))):
            is_done = step.name in self.saga.finished and step.name not in self.saga.compensated
            if step.own is None or not is_done:
                continue
            if place + 1 >= failed or steps[place + 1].name in self.saga.compensated:
                if not by_hand:
                    await self._undo(step.name, step.own)
                await self._tell(step.compensated, self.saga.reason)
                await self.note(place, Outcome.COMPENSATED, self.saga.reason)
                found = True
        return found

    async def _undo(self, name: str, own: Own) -> None:
        try:
            await own.undo(self.saga.id, self._data, self._work)
        except UnavailableError:
            raise
        except Exception as error:
            log.exception("a step cannot be undone", step=name, saga_id=str(self.saga.id))
            raise UndoFailedError(f"{name} cannot be undone: {reason_of(error)}") from error

    async def put_off(self, trouble: str) -> None:
        """Try later what could not be undone, or leave it to a person."""
        attempts = self.saga.attempts + 1
        pause = FIRST_PAUSE * 2 ** (attempts - 1)
        deadline = datetime.now(UTC) + pause if attempts < ATTEMPTS else None
        changes = {"attempts": attempts, "trouble": trouble, "deadline": deadline}
        await self._store(self.saga.model_copy(update=changes))

    async def _tell(self, event: type[SagaEvent], reason: str | None = None) -> None:
        version = self._definition.version
        told = event(saga_id=self.saga.id, version=version, data=self._data, reason=reason)
        with bound_contextvars(request_id=self.saga.correlation_id):
            await self._work.outbox.add(told, [CHANNEL])


def state_of(definition: Definition, saga: Saga) -> SagaState:
    """Tell how far a saga is."""
    if saga.failed is None:
        is_done = definition.steps[-1].name in saga.finished
        return SagaState.DONE if is_done else SagaState.RUNNING
    if set(saga.finished) <= set(saga.compensated):
        return SagaState.COMPENSATED
    if saga.attempts >= ATTEMPTS:
        return SagaState.STUCK
    return SagaState.COMPENSATING
