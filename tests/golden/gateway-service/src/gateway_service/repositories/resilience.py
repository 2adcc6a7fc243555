"""What keeps this service well while another one is not: a breaker and a bulkhead for each."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import structlog
from interlock import CircuitBreaker, CircuitOpenError, Config, CoreEventListener, State, WindowType

from gateway_service.models.errors import UnavailableError

WINDOW_SECONDS = 10
"""How long a request counts."""
FEWEST = 5
"""Requests in that time from which on they tell whether a service keeps failing."""
PART_FAILED = 0.5
"""The part of them that has failed when the breaker opens."""
LONGEST_WAIT = 8
"""How many times as long as at first a breaker stays open at most, while no probe succeeds."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a service may have of this one."""

    open_seconds: float
    """How long it is left alone at first, when it kept failing."""
    in_flight: int
    """How many requests may be on their way to it."""


class Guard(Protocol):
    """Stands before the requests to one other service."""

    def place(self) -> AbstractAsyncContextManager[None]:
        """Hold one of the places for requests in flight; raise `UnavailableError` if all are taken."""
        ...

    def attempt(self) -> AbstractAsyncContextManager[None]:
        """Send one request; raise `UnavailableError` at once while the service keeps failing.

        An exception that leaves the block says that the service failed; a cancelled one says nothing.
        """
        ...


class ServiceGuard:
    """Limits in this process: replicas learn for themselves."""

    def __init__(self, service: str, limits: Limits) -> None:
        self._service = service
        self._places = asyncio.Semaphore(limits.in_flight)
        self._breaker = CircuitBreaker(
            name=service,
            config=Config(
                failure_rate_threshold=PART_FAILED,
                minimum_number_of_calls=FEWEST,
                permitted_calls_in_half_open=1,
                wait_duration_in_open=limits.open_seconds,
                wait_duration_backoff_multiplier=2,
                wait_duration_in_open_max=LONGEST_WAIT * limits.open_seconds,
                window_type=WindowType.TIME_BASED,
                window_size=WINDOW_SECONDS,
            ),
            listener=BreakerEvents(),
        )

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place; raise `UnavailableError` if all are taken."""
        if self._places.locked():
            full = RuntimeError("too many requests are in flight to it")
            raise UnavailableError(self._service) from full
        async with self._places:
            yield

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """Send one request; raise `UnavailableError` while the service keeps failing."""
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(self._breaker)
            except CircuitOpenError as error:
                raise UnavailableError(self._service) from error
            yield


class BreakerEvents(CoreEventListener):
    """Tells of what the breakers do."""

    def on_state_change(self, *, name: str, old: State, new: State) -> None:  # noqa: ARG002 - the library's
        """Log that a service is asked no more, for a try, or as before."""
        tell = log.info if new is State.CLOSED else log.warning
        tell("breaker", service=name, state=new.value)


class Guards:
    """The guard of each service."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._guards: dict[str, Guard] = {}

    def of(self, service: str) -> Guard:
        """Return the guard of a service, the same each time."""
        if service not in self._guards:
            self._guards[service] = ServiceGuard(service, self._limits)
        return self._guards[service]
