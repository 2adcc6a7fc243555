"""What others find of a replica: that it is there, and how it is."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Protocol

import structlog

from full_service.models.errors import UnavailableError
from full_service.models.health import Health, UnhealthyError

LOOK_SECONDS = 0.1
"""How soon a change of the service's own state is seen: a stop has to be told before it begins."""
FIRST_PAUSE_SECONDS = 0.5

log = structlog.get_logger(__name__)


class Registry(Protocol):
    """Where others look for the replicas of a service; each method raises `UnavailableError`."""

    async def register(self, health: Health) -> None:
        """Add this replica, or put it in the place of one that has its name."""

    async def report(self, health: Health) -> bool:
        """Tell how this replica is; return whether the registry knows it."""
        ...

    async def deregister(self) -> None:
        """Remove this replica."""


class Registrar:
    """Keeps this replica in a registry from when it is ready until it stops.

    A registry that is away is asked again, later each time up to `seconds`, which is otherwise the
    time between two signs of life. One that has forgotten the replica is told anew.
    """

    def __init__(
        self,
        registry: Registry,
        health: Callable[[], Health],
        seconds: float,
        *,
        on_fault: Callable[[], None],
    ) -> None:
        self._registry = registry
        self._health = health
        self._seconds = seconds
        self._on_fault = on_fault
        self._pause = FIRST_PAUSE_SECONDS
        self._was_sent = False
        self._is_registered = False
        self._fault: BaseException | None = None

    async def check(self) -> None:
        """Raise `UnhealthyError` if the last try to tell the registry failed."""
        if self._fault is not None:
            raise UnhealthyError("could not be told of this replica") from self._fault

    async def run(self) -> None:
        """Be registered until the service begins to stop, or this is cancelled."""
        try:
            await self._wait(lambda health: health.ready or is_stopping(health))
            while not is_stopping(told := self._health()):
                await self._wait(partial(is_another, told), await self._tell(told))
        finally:
            await self._leave()

    async def _tell(self, health: Health) -> float:
        """Tell how the service is; return after how many seconds to do it again."""
        try:
            if not self._is_registered or not await self._registry.report(health):
                self._was_sent = True
                await self._registry.register(health)
                log.info("replica is registered", again=self._is_registered)
                self._is_registered = True
        except UnavailableError as error:
            if self._fault is None:
                log.warning("replica cannot be registered", cause=error.reason)
            self._fault = error.__cause__ or error
            self._on_fault()
            self._pause = min(2 * self._pause, self._seconds)
            return random.uniform(self._pause / 2, self._pause)  # noqa: S311 - spreads the replicas
        if self._fault is not None:
            log.info("registry takes signs of life again")
        self._fault = None
        self._pause = FIRST_PAUSE_SECONDS
        return self._seconds

    async def _wait(self, wanted: Callable[[Health], bool], seconds: float | None = None) -> None:
        """Wait until the service is so, or that long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not wanted(self._health()):  # noqa: ASYNC110 - a signal may change it
                    await asyncio.sleep(LOOK_SECONDS)

    async def _leave(self) -> None:
        if not self._was_sent:
            return
        try:
            await self._registry.deregister()
        except UnavailableError as error:
            log.warning("replica cannot be deregistered", cause=error.reason)
        else:
            log.info("replica is deregistered")


def is_another(told: Health, health: Health) -> bool:
    """Say whether the service's state has changed."""
    return health.status != told.status


def is_stopping(health: Health) -> bool:
    """Say whether others should look elsewhere from now on."""
    return health.status == "draining"
