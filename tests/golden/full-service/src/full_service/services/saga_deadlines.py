"""Sagas that do not go on by what others tell: nobody answers in time, or a step could not be undone."""

from datetime import UTC, datetime
from uuid import UUID

import structlog

from full_service.models.errors import UnavailableError
from full_service.models.sagas import Saga, SagaState
from full_service.services.all_sagas import SAGAS
from full_service.services.ports import Storage, UnitOfWork
from full_service.services.saga_definition import Definition, UndoFailedError
from full_service.services.sagas import known

POLL_SECONDS = 1.0

CHANGED = "its steps or its data have changed here since it began"

log = structlog.get_logger(__name__)


async def look_after_overdue(storage: Storage) -> None:
    """Do what is due; once for each saga, however many processes look.

    The clock is this machine's, as is the one that set the deadline. One that jumps ahead lets
    steps fail early: what they did is undone, as that of any step that answers too late.
    """
    now = datetime.now(UTC)
    async with storage.read() as work:
        overdue = await work.sagas.overdue(now)
    for saga_id, name in overdue:
        try:
            await _look_after(storage, SAGAS.get(name), saga_id, now)
        except UnavailableError:
            raise
        except Exception:
            log.exception("a saga does not go on", saga_id=str(saga_id))


async def _look_after(
    storage: Storage, definition: Definition | None, saga_id: UUID, now: datetime
) -> None:
    try:
        async with storage.write() as work:
            await expire(definition, saga_id, now, work)
    except UndoFailedError as error:
        async with storage.write() as work:
            saga = await work.sagas.lock(saga_id)
            if definition is not None and saga is not None and is_overdue(saga, now):
                await known(definition, saga, work).put_off(error.reason)


async def expire(
    definition: Definition | None, saga_id: UUID, now: datetime, work: UnitOfWork
) -> None:
    """Tell that the step that is waited for has failed, if its time is over, or undo what is left.

    Raises `UndoFailedError`.
    """
    saga = await work.sagas.lock(saga_id)
    if saga is None or not is_overdue(saga, now):
        return
    if definition is None or not definition.knows(saga):
        stuck = {"state": SagaState.STUCK, "trouble": CHANGED, "deadline": None, "changed_at": now}
        log.error("a saga is stuck", saga_id=str(saga_id), cause=CHANGED)
        await work.sagas.store(saga.model_copy(update=stuck))
    elif saga.failed is not None:
        await known(definition, saga, work).compensate()
    else:
        place = definition.place(saga.waits_for)
        reason = f"no answer in {definition.steps[place].timeout.total_seconds():g} s"
        await known(definition, saga, work).give_up(place, reason)


def is_overdue(saga: Saga, now: datetime) -> bool:
    """Tell whether it is time to do something for a saga."""
    return saga.deadline is not None and saga.deadline <= now
