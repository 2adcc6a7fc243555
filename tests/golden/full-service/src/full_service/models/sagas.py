"""Work that spans services, as far as this one has heard of it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, Field

from full_service.models.messages import PublishedEvent

CHANNEL = "redis"
"""The broker over which services hear each other; a log beside it gets nothing of sagas."""


def trace_id_of(saga_id: UUID) -> str:
    """Return the id of the trace that has what all services do for a saga."""
    return saga_id.hex


class SagaEvent(PublishedEvent, frozen=True):
    """What a service tells of its step: it is done, has failed, or is undone."""

    SUBJECT: ClassVar[str | None] = "saga_id"

    saga_id: UUID
    version: str
    """Which steps the saga has where this is told: services with others do not go on with it."""
    data: BaseModel
    reason: str | None = None
    """Why the saga fails, once it does."""

    def trace_parent(self, event_id: str) -> str:
        """Return the trace of the saga, as W3C's Trace Context writes it."""
        return f"00-{trace_id_of(self.saga_id)}-{UUID(event_id).hex[16:]}-01"


class SagaState(StrEnum):
    """How far a saga is."""

    RUNNING = "running"
    DONE = "done"
    COMPENSATING = "compensating"
    COMPENSATED = "compensated"
    STUCK = "stuck"
    """It needs a person: a step cannot be undone, or the steps or the data have changed since the saga began."""


ENDED = (SagaState.DONE, SagaState.COMPENSATED)


class Outcome(StrEnum):
    """What can be told of a step."""

    DONE = "done"
    FAILED = "failed"
    COMPENSATED = "compensated"


class Transition(BaseModel, frozen=True):
    """Something that was told of a step, and when this service heard of it."""

    at: datetime
    step: str
    outcome: Outcome
    reason: str | None = None


class Saga(BaseModel, frozen=True):
    """One saga. Steps that ran are `finished`, whether or not they were undone since."""

    id: UUID
    name: str
    version: str
    """Which steps it has."""
    state: SagaState
    correlation_id: str
    """The request that started it, as the logs and messages of all services have it."""
    data: dict[str, Any]
    finished: list[str]
    compensated: list[str]
    failed: str | None = None
    """The step that failed; the first one, if there are several."""
    reason: str | None = None
    waits_for: str | None = None
    """The step that this service waits for, until the deadline."""
    deadline: datetime | None = None
    """When this service does something by itself: a step fails, or is to be undone once more."""
    attempts: int = 0
    """How often this service has tried in vain to undo a step."""
    trouble: str | None = None
    """What went wrong then, or why nothing is tried any more."""
    history: list[Transition]
    began_at: datetime
    changed_at: datetime
    seconds: float | None = None
    """How long it took, once it has ended."""


class TracedSaga(Saga, frozen=True):
    """A saga, and where to see what all services did for it."""

    trace_id: str
    trace_url: str | None
    """Its page in Jaeger, where the URL of that is set."""


class SagaCount(BaseModel, frozen=True):
    """How many sagas of a name are in a state. Those that have ended are counted for 30 days."""

    name: str
    state: SagaState
    count: int
    oldest: datetime
    """When the first of them began."""
    seconds: float | None
    """What they took, on average, if they have ended."""


class SagaSummary(BaseModel, frozen=True):
    """How many sagas there are."""

    items: list[SagaCount]


class SagaQuery(BaseModel, frozen=True):
    """Which sagas to list, those that began last first."""

    state: SagaState | None = None
    before: UUID | None = None
    """Those that began before this one."""
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class SagaList(BaseModel, frozen=True):
    """Some sagas."""

    items: list[Saga]
