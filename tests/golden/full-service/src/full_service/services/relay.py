"""From the outbox to a broker."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress

import structlog

from full_service.models.errors import UnavailableError
from full_service.models.messages import Message
from full_service.services.lease import LeaseHolder
from full_service.services.message_ports import Publisher
from full_service.services.ports import Storage

BATCH = 1000
"""How many are sent, and forgotten in one transaction: it holds their bodies in memory."""
POLL_SECONDS = 1.0
"""How soon to look for messages that another process has stored, and left."""
MAX_PAUSE_SECONDS = 10.0

Batch = Sequence[tuple[int, Message]]

log = structlog.get_logger(__name__)


class Relay:
    """Sends what waits for one broker, in order, and forgets what the broker has taken.

    One replica relays at a time, as two would overtake each other. A message is sent again if the
    process dies before it is forgotten: receivers know its id.
    """

    def __init__(self, storage: Storage, publisher: Publisher) -> None:
        self._storage = storage
        self._publisher = publisher
        self._lease = LeaseHolder(f"relay {publisher.channel}")
        self._woken = asyncio.Event()
        self._is_last = False
        self.fault: Exception | None = None
        """Why the last try to send failed."""

    def wake(self) -> None:
        """Send now: something was committed."""
        self._woken.set()

    def finish(self) -> None:
        """Send a last time, and end."""
        self._is_last = True
        self._woken.set()

    async def run(self) -> None:
        """Send until the relay is to finish."""
        pause = POLL_SECONDS
        while True:
            is_last = self._is_last
            self._woken.clear()
            try:
                await self.send()
            except UnavailableError as error:
                if self.fault is None:
                    log.warning("events wait", channel=self._publisher.channel, cause=error.reason)
                self.fault = error
                pause = min(pause * 2, MAX_PAUSE_SECONDS)
            except Exception as error:
                log.exception("events cannot be sent", channel=self._publisher.channel)
                self.fault = error
                pause = MAX_PAUSE_SECONDS
            else:
                self.fault = None
                pause = POLL_SECONDS
            if is_last:
                break
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._woken.wait()
        with suppress(UnavailableError):
            async with self._storage.write() as work:
                await self._lease.give_up(work)

    async def send(self) -> None:
        """Send all that waits; raise `UnavailableError` if the broker or the database is away."""
        async with self._storage.read() as work:
            waiting = await work.outbox.first(self._publisher.channel, 1)
        if not waiting:
            return
        batch = await self._next([], {})
        while batch:
            refused = await self._publisher.publish([message for _, message in batch])
            batch = await self._next(batch, refused)

    async def _next(self, sent: Batch, refused: Mapping[int, str]) -> Batch:
        """Forget what was sent, and return what comes next, if this process is the one to send it."""
        channel = self._publisher.channel
        async with self._storage.write() as work:
            for place, reason in refused.items():
                log.error("a message cannot be sent", channel=channel, reason=reason)
                await work.dead_letters.add(channel, sent[place][1], reason)
            await work.outbox.remove([position for position, _ in sent])
            return await work.outbox.first(channel, BATCH) if await self._lease.hold(work) else []
