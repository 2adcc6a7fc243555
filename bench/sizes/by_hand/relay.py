"""From the outbox to the broker."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy import delete, select

from bench.sizes.by_hand.tables import OutboxRow, sessions

BATCH = 100

log = logging.getLogger(__name__)


async def relay(send: Callable[[OutboxRow], Awaitable[None]], pause: float = 1.0) -> None:
    """Send what waits, in order, for as long as the service runs."""
    while True:
        try:
            await send_waiting(send)
        except Exception:
            log.exception("events wait")
        await asyncio.sleep(pause)


async def send_waiting(send: Callable[[OutboxRow], Awaitable[None]]) -> None:
    """Send some; another replica passes over those that this one has locked."""
    async with sessions.begin() as session:
        first = select(OutboxRow).order_by(OutboxRow.position).limit(BATCH).with_for_update(skip_locked=True)
        rows = (await session.scalars(first)).all()
        for row in rows:
            await send(row)
        await session.execute(delete(OutboxRow).where(OutboxRow.position.in_([row.position for row in rows])))
