"""Watch over the dependencies in the background, so that a probe costs nothing."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Literal

import structlog

from gateway_service.models.health import DependencyHealth, Health, UnhealthyError

Check = Callable[[], Awaitable[None]]
"""Returns if the dependency answers, raises if it does not: `UnhealthyError` to say why."""

RETRY_SECONDS = 1.0
"""How soon to look again at a dependency that is down, if the interval is longer."""

log = structlog.get_logger(__name__)


class HealthMonitor:
    """Checks every dependency at an interval, and at once when it is woken."""

    def __init__(self, version: str, *, interval: float, timeout: float) -> None:
        self._version = version
        self._checks: dict[str, Check] = {}
        self._required: set[str] = set()
        self._interval = interval
        self._timeout = timeout
        self._results: dict[str, DependencyHealth] = {}
        self._woken = asyncio.Event()
        self._draining = False

    @property
    def health(self) -> Health:
        """What the last checks found."""
        return Health(
            status="draining" if self._draining else self._status(),
            version=self._version,
            dependencies=dict(self._results),
        )

    @property
    def draining(self) -> bool:
        """Whether the service is about to stop."""
        return self._draining

    def drain(self) -> None:
        """Be unready from now on."""
        self._draining = True

    def watch(self, dependency: str, check: Check, *, required: bool = True) -> None:
        """Check a dependency from now on; without one that is not required, the service is degraded."""
        self._checks[dependency] = check
        if required:
            self._required.add(dependency)

    def wake(self) -> None:
        """Check now, because something failed that was up."""
        if self._all_up():
            self._woken.set()

    async def run(self) -> None:
        """Check again and again, an interval after the last time."""
        while True:
            pause = self._interval if self._all_up() else min(self._interval, RETRY_SECONDS)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._woken.wait()
            self._woken.clear()
            await self.check()

    async def check(self) -> None:
        """Check every dependency once, all at the same time."""
        await asyncio.gather(*(self._check(name, check) for name, check in self._checks.items()))

    async def _check(self, name: str, check: Check) -> None:
        started = time.perf_counter()
        failure: Exception | None = None
        try:
            async with asyncio.timeout(self._timeout):
                await check()
        except Exception as error:  # noqa: BLE001 - whatever it raises, the dependency is down
            failure = error
        result = DependencyHealth(
            status="down" if failure else "up",
            required=name in self._required,
            reason=_reason(failure) if failure else None,
            checked_at=datetime.now(UTC),
            latency_ms=round((time.perf_counter() - started) * 1000, 3),
        )
        _log_change(name, self._results.get(name), result, failure)
        self._results[name] = result

    def _status(self) -> Literal["up", "degraded", "down"]:
        checked = len(self._results) == len(self._checks)
        if not checked or any(self._results[name].status == "down" for name in self._required):
            return "down"
        return "up" if self._all_up() else "degraded"

    def _all_up(self) -> bool:
        return all(result.status == "up" for result in self._results.values())


def _reason(error: Exception) -> str:
    """Say what anybody may know; what an error says of the inside is for the log."""
    if isinstance(error, UnhealthyError):
        return str(error)
    return "does not answer in time" if isinstance(error, TimeoutError) else "cannot be used"


def _log_change(
    name: str, last: DependencyHealth | None, now: DependencyHealth, error: Exception | None
) -> None:
    """Log what is not as it was: a line for each check would hide everything else."""
    if error is not None and (last is None or last.reason != now.reason):
        log.warning("dependency is down", dependency=name, error=_detail(error))
    elif error is None and last is not None and last.status == "down":
        log.info("dependency is up again", dependency=name)


def _detail(error: Exception) -> str:
    cause = error.__cause__ or error
    return f"{type(cause).__name__}: {cause}"
