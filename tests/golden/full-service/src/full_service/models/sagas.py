"""Work that spans services, as far as this one has heard of it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, Field

from full_service.models.messages import PublishedEvent

CHANNEL = "redis"
"""The broker over which services hear each other; a log beside it gets nothing of sagas."""


class SagaEvent(PublishedEvent, frozen=True):
    """What a service tells of its step: it is done, has failed, or is undone."""

    SUBJECT: ClassVar[str | None] = "saga_id"

    saga_id: UUID
    data: BaseModel
    reason: str | None = None
    """Why the saga fails, once it does."""


class SagaState(StrEnum):
    """How far a saga is."""

    RUNNING = "running"
    DONE = "done"
    COMPENSATING = "compensating"
    COMPENSATED = "compensated"


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
    history: list[Transition]
    changed_at: datetime


class SagaQuery(BaseModel, frozen=True):
    """Which sagas to list, those that began last first."""

    state: SagaState | None = None
    before: UUID | None = None
    """Those that began before this one."""
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class SagaList(BaseModel, frozen=True):
    """Some sagas."""

    items: list[Saga]
