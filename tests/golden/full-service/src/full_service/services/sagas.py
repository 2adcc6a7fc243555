"""Sagas without a coordinator: each service hears what the others did, and does its own part.

A step is taken when the one before it is done. When one fails, each service undoes its step once
the step after it is undone; one that was done although it counts as failed, as its answer came too
late, is undone at once. Since all that was told of a saga is noted, the order in which two services
are heard makes no difference, nor does what is heard twice.
"""

from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel

from full_service.models.identifiers import new_id
from full_service.models.messages import InvalidMessageError, correlation_id
from full_service.models.sagas import Outcome, Saga, SagaEvent, SagaState
from full_service.services.ports import UnitOfWork
from full_service.services.saga_definition import Definition
from full_service.services.saga_progress import Progress


async def start(definition: Definition, data: BaseModel, work: UnitOfWork) -> UUID:
    """Take the first step in a unit of work that goes on; raises `StepFailedError`."""
    saga = _unheard(definition, new_id(), data)
    await work.sagas.add(saga)
    await Progress(definition, saga, data, work).take(0)
    return saga.id


async def advance(definition: Definition, kind: str, event: SagaEvent, work: UnitOfWork) -> None:
    """Note what was told, and do what this service has to do then.

    Raises `StepFailedError` and `UndoFailedError`.
    """
    progress = await _heard(definition, kind, event, work)
    place, outcome = definition.told(kind)
    if outcome is Outcome.DONE and progress.is_due(place + 1):
        await progress.take(place + 1)
    elif progress.saga.failed is not None:
        await progress.compensate()


async def fail(
    definition: Definition, kind: str, event: SagaEvent, reason: str, work: UnitOfWork
) -> None:
    """Tell that the step after the one that was told of has failed."""
    progress = await _heard(definition, kind, event, work)
    place, _ = definition.told(kind)
    if progress.is_due(place + 1):
        await progress.give_up(place + 1, reason)


async def put_off(
    definition: Definition, kind: str, event: SagaEvent, trouble: str, work: UnitOfWork
) -> None:
    """Note what was told, and try later to undo what cannot be undone now."""
    progress = await _heard(definition, kind, event, work)
    await progress.put_off(trouble)


def known(definition: Definition, saga: Saga, work: UnitOfWork) -> Progress:
    """Go on with a saga that is stored and locked."""
    return Progress(definition, saga, definition.data.model_validate(saga.data), work)


def _unheard(definition: Definition, saga_id: UUID, data: BaseModel) -> Saga:
    now = datetime.now(UTC)
    return Saga(
        id=saga_id,
        name=definition.name,
        version=definition.version,
        state=SagaState.RUNNING,
        correlation_id=correlation_id() or str(saga_id),
        data=data.model_dump(mode="json"),
        finished=[],
        compensated=[],
        history=[],
        began_at=now,
        changed_at=now,
    )


async def _heard(definition: Definition, kind: str, event: SagaEvent, work: UnitOfWork) -> Progress:
    """Lock a saga, which this service may not have heard of, and note what was told."""
    if event.version != definition.version:
        raise InvalidMessageError(f"{definition.name} has other steps here than there")
    saga = await work.sagas.lock(event.saga_id)
    while saga is None:
        await work.sagas.add(_unheard(definition, event.saga_id, event.data))
        saga = await work.sagas.lock(event.saga_id)
    progress = Progress(definition, saga, event.data, work)
    place, outcome = definition.told(kind)
    await progress.note(place, outcome, event.reason)
    return progress
