"""Events that come in: each has its effect once, or is kept with the reason why not."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from json import JSONDecodeError
from random import uniform
from typing import Protocol

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

SHARED = 200
"""How many events have their effects in one unit of work, at most."""
SHARED_SECONDS = 0.2
"""What a unit of work of several may take: it holds its locks as long."""
PATIENCE = 5
"""How many times as long it may take before it is given up, and each has one of its own."""

Reaction = Callable[[UnitOfWork], Awaitable[None]]

log = structlog.get_logger(__name__)


class Reactor(Protocol):
    """Lets events have their effects."""

    async def once(self, envelope: Envelope, reaction: Reaction) -> None:
        """React to an event, unless that was done before."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message, and what reacts to it."""

    message: Message
    handle: Callable[[Reactor], Awaitable[object]]


class Consumer:
    """Hands events to what reacts to them."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._share = 1

    async def once(self, envelope: Envelope, reaction: Reaction) -> None:
        """React to an event in one unit of work, unless that was done before."""
        async with self._storage.write() as work:
            if await work.inbox.add([_key(envelope)]):
                with caused_by(envelope):
                    await reaction(work)

    async def take(
        self, channel: str, deliveries: Sequence[Delivery], goes_on: Callable[[], bool]
    ) -> bool:
        """Handle messages in order, for as long as that goes on; return whether these are all.

        As long as none fails and all is quick, more and more have their effects in one unit of work.
        """
        done = alone = 0
        while done < len(deliveries) and goes_on():
            started = time.monotonic()
            some = deliveries[done : done + (1 if alone else self._share)]
            if len(some) == 1:
                await self.attempt(channel, some[0].message, partial(some[0].handle, self))
            elif not await self._together(some):
                self._share, alone = 1, len(some)
                continue
            done += len(some)
            if alone:
                alone -= 1
            elif time.monotonic() - started < SHARED_SECONDS / 2:
                self._share = min(self._share * 2, SHARED)
            else:
                self._share = max(self._share // 2, 1)
        return done == len(deliveries)

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
                log.warning(
                    "a message will be tried again", **_named(message), cause=reason_of(error)
                )
            else:
                return
            await asyncio.sleep(uniform(pause / 2, pause))  # noqa: S311 - no secret
            pause = min(pause * 2, longest)

    async def _together(self, deliveries: Sequence[Delivery]) -> bool:
        """Handle messages in one unit of work; return whether none failed: else none is handled."""
        try:
            keys = [_key(Envelope.read(each.message.headers)) for each in deliveries]
            async with self._storage.write() as work:
                reactor = SharedReactor(work, await work.inbox.add(keys))
                for each in deliveries:
                    await each.handle(reactor)
                    reactor.check()
        except Exception as error:  # noqa: BLE001 - who meets it alone deals with it
            log.info("messages are handled one by one", cause=reason_of(error))
            return False
        return True

    async def _bury(self, channel: str, message: Message, error: Exception) -> None:
        reason = reason_of(error)
        async with self._storage.write() as work:
            await work.dead_letters.add(channel, message, reason)
        unexpected = None if isinstance(error, HOPELESS) else error
        log.error("a message is kept apart", **_named(message), reason=reason, exc_info=unexpected)


def _named(message: Message) -> dict[str, str | None]:
    """Say in the log which message it is."""
    return {name: message.headers.get(f"ce_{name}") for name in ("source", "type", "id")}


class SharedReactor:
    """Lets many events have their effects in one unit of work: all of them, or none."""

    def __init__(self, work: UnitOfWork, new: set[tuple[str, str]]) -> None:
        self._work = work
        self._new = new
        self._has_failed = False
        self._until = time.monotonic() + PATIENCE * SHARED_SECONDS

    async def once(self, envelope: Envelope, reaction: Reaction) -> None:
        """React to an event, unless that was done before."""
        self.check()
        if _key(envelope) in self._new:
            self._new.remove(_key(envelope))
            self._has_failed = True
            with caused_by(envelope):
                await reaction(self._work)
            self._has_failed = False

    def check(self) -> None:
        """Raise if the unit of work must not be committed."""
        if self._has_failed:
            raise RuntimeError("what was done for one of the events has to be undone")
        if time.monotonic() > self._until:
            raise TimeoutError("it holds its locks for too long")


def _key(envelope: Envelope) -> tuple[str, str]:
    return envelope.source, envelope.id


def reason_of(error: Exception) -> str:
    """Tell on one line what went wrong, without the values that a message holds."""
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_context=False, include_input=False)
        faults = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found)
        return f"the data does not fit: {'; '.join(faults)}"
    return " ".join(f"{type(error).__name__}: {error}".split())
