"""Steps that others do not answer for in time."""

from datetime import UTC, datetime

from full_service.services import sagas
from full_service.services.all_sagas import SAGAS
from full_service.services.ports import Storage

POLL_SECONDS = 1.0


async def fail_overdue(storage: Storage) -> None:
    """Let steps fail whose time is over; each once, however many processes look.

    The clock is this machine's, as is the one that set the deadline. One that jumps ahead lets
    steps fail early: what they did is undone, as that of any step that answers too late.
    """
    now = datetime.now(UTC)
    async with storage.read() as work:
        overdue = await work.sagas.overdue(now)
    for saga_id, name in overdue:
        if name in SAGAS:
            async with storage.write() as work:
                await sagas.expire(SAGAS[name], saga_id, now, work)
