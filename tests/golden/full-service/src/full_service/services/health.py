"""Watch over the dependencies in the background, so that a probe costs nothing."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog

from full_service.models.health import DependencyHealth, Health

Check = Callable[[], Awaitable[None]]
"""Returns if the dependency answers, raises if it does not."""

RETRY_SECONDS = 1.0
"""How soon to look again at a dependency that is down, if the interval is longer."""

log = structlog.get_logger(__name__)


class HealthMonitor:
    """Checks every dependency at an interval, and at once when it is woken."""

    def __init__(self, version: str, *, interval: float, timeout: float) -> None:
        self._version = version
        self._checks: dict[str, Check] = {}
        self._interval = interval
        self._timeout = timeout
        self._results: dict[str, DependencyHealth] = {}
        self._woken = asyncio.Event()
        self._draining = False

    @property
    def health(self) -> Health:
        """What the last checks found."""
        up = len(self._results) == len(self._checks) and self._all_up()
        status = "draining" if self._draining else "up" if up else "down"
        return Health(status=status, version=self._version, dependencies=dict(self._results))

    @property
    def draining(self) -> bool:
        """Whether the service is about to stop."""
        return self._draining

    def drain(self) -> None:
        """Be unready from now on."""
        self._draining = True

    def watch(self, dependency: str, check: Check) -> None:
        """Check a dependency from now on."""
        self._checks[dependency] = check

    def wake(self) -> None:
        """Check now, because something failed that was up."""
        if self._all_up():
            self._woken.set()

    async def run(self) -> None:
        """Check for ever."""
        while True:
            await self.check()
            pause = self._interval if self._all_up() else min(self._interval, RETRY_SECONDS)
            try:
                async with asyncio.timeout(pause):
                    await self._woken.wait()
            except TimeoutError:
                continue
            self._woken.clear()

    async def check(self) -> None:
        """Check every dependency once, all at the same time."""
        await asyncio.gather(*(self._check(name, check) for name, check in self._checks.items()))

    async def _check(self, name: str, check: Check) -> None:
        started = time.perf_counter()
        up = True
        try:
            async with asyncio.timeout(self._timeout):
                await check()
        except Exception as error:  # noqa: BLE001 - whatever it raises, the dependency is down
            up = False
            log.warning("dependency is down", dependency=name, error=repr(error))
        self._results[name] = DependencyHealth(
            status="up" if up else "down",
            checked_at=datetime.now(UTC),
            latency_ms=round((time.perf_counter() - started) * 1000, 3),
        )

    def _all_up(self) -> bool:
        return all(result.status == "up" for result in self._results.values())
