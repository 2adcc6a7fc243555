"""Events that come in: each has its effect once, or is kept with the reason why not."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from json import JSONDecodeError
from random import uniform

import structlog
from pydantic import ValidationError

from full_service.models.errors import UnavailableError
from full_service.models.messages import Envelope, InvalidMessageError, Message, caused_by
from full_service.services.ports import Storage, UnitOfWork

ATTEMPTS = 5
PAUSES_SECONDS = (0.1, 10.0)
"""The first pause between two attempts, which doubles, and the longest."""

HOPELESS = (InvalidMessageError, JSONDecodeError, ValidationError)
"""Errors that a second attempt meets again."""

Reaction = Callable[[UnitOfWork], Awaitable[None]]

log = structlog.get_logger(__name__)


class Consumer:
    """Hands events to what reacts to them."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def once(self, envelope: Envelope, reaction: Reaction) -> None:
        """React to an event in one unit of work, unless that was done before."""
        async with self._storage.write() as work:
            if await work.inbox.add(envelope.source, envelope.id):
                with caused_by(envelope):
                    await reaction(work)

    async def attempt(
        self, channel: str, message: Message, handle: Callable[[], Awaitable[object]]
    ) -> None:
        """Handle a message, several times if need be; one that goes on failing is kept apart.

        What is not available now is waited for, however long that takes.
        """
        failures = 0
        is_hopeless = False
        pause, longest = PAUSES_SECONDS
        while True:
            try:
                await handle()
            except UnavailableError as error:
                log.warning("a message waits", cause=error.reason)
            except Exception as error:
                failures = ATTEMPTS if isinstance(error, HOPELESS) else failures + 1
                if is_hopeless:
                    raise
                if failures == ATTEMPTS:
                    is_hopeless = True
                    handle = partial(self._bury, channel, message, error)
                    continue
                log.warning("a message will be tried again", cause=reason_of(error))
            else:
                return
            await asyncio.sleep(uniform(pause / 2, pause))  # noqa: S311 - no secret
            pause = min(pause * 2, longest)

    async def _bury(self, channel: str, message: Message, error: Exception) -> None:
        reason = reason_of(error)
        async with self._storage.write() as work:
            await work.dead_letters.add(channel, message, reason)
        kind = message.headers.get("ce_type")
        unexpected = None if isinstance(error, HOPELESS) else error
        log.error("a message is kept apart", type=kind, reason=reason, exc_info=unexpected)


def reason_of(error: Exception) -> str:
    """Tell on one line what went wrong, without the values that a message holds."""
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_context=False, include_input=False)
        faults = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found)
        return f"the data does not fit: {'; '.join(faults)}"
    return " ".join(f"{type(error).__name__}: {error}".split())
