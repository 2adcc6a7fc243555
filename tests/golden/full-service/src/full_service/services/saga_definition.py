"""What makes a kind of saga: its steps, what is told of them, and what this service does for them."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError

from full_service.models.errors import ServiceError
from full_service.models.sagas import Outcome, Saga, SagaEvent
from full_service.services.ports import UnitOfWork

Action = Callable[[UUID, Any, UnitOfWork], Awaitable[None]]


class StepFailedError(ServiceError):
    """A step cannot be taken, now or later: what it did is rolled back, and the saga fails.

    Of a first step whoever asked for the saga is told the reason.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UndoFailedError(Exception):
    """A step could not be undone: that is rolled back, and tried again later."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Own:
    """What this service does for a step of its own."""

    run: Action
    undo: Action


@dataclass(frozen=True, slots=True)
class Step:
    """A step, and what is told of it."""

    name: str
    service: str
    timeout: timedelta
    done: type[SagaEvent]
    failed: type[SagaEvent]
    compensated: type[SagaEvent]
    own: Own | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A kind of saga."""

    name: str
    data: type[BaseModel]
    steps: Sequence[Step]

    @property
    def version(self) -> str:
        """What differs if steps do: one that is new, is gone, or is another service's or in another place."""
        steps = "\n".join(f"{step.name} {step.service}" for step in self.steps)
        return sha256(steps.encode()).hexdigest()[:12]

    def kinds(self) -> Iterator[tuple[str, str]]:
        """Give the source and the type of all that may be told.

        That a step failed, its own service tells, or the one that waits for it.
        """
        waiting = self.steps[0].service
        for step in self.steps:
            yield step.service, step.done.TYPE
            yield step.service, step.failed.TYPE
            yield step.service, step.compensated.TYPE
            if waiting != step.service:
                yield waiting, step.failed.TYPE
            waiting = step.service

    def told(self, kind: str) -> tuple[int, Outcome]:
        """Return the place of the step that an event is about, and what it tells."""
        told = {
            event.TYPE: (place, outcome)
            for place, step in enumerate(self.steps)
            for event, outcome in (
                (step.done, Outcome.DONE),
                (step.failed, Outcome.FAILED),
                (step.compensated, Outcome.COMPENSATED),
            )
        }
        return told[kind]

    def knows(self, saga: Saga) -> bool:
        """Tell whether a saga that is stored has the steps and the data that this kind has now."""
        try:
            self.data.model_validate(saga.data)
        except ValidationError:
            return False
        return saga.version == self.version

    def place(self, name: str | None) -> int:
        """Return the place of a step; of none, one after the last."""
        names = [step.name for step in self.steps]
        return len(names) if name is None else names.index(name)

    def ordered(self, names: Collection[str]) -> list[str]:
        """Return names of steps in the order of the steps."""
        return [step.name for step in self.steps if step.name in names]
