"""When the replica is in the registry, and what is told of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Literal

import pytest
import structlog

from full_service.models.errors import UnavailableError
from full_service.models.health import DependencyHealth, Health, UnhealthyError
from full_service.services import registrar
from full_service.services.registrar import Registrar

Status = Literal["up", "degraded", "down", "draining"]


class FakeRegistry:
    """A registry in memory, which may be away."""

    def __init__(self) -> None:
        self.states: list[str] = []
        """What was told, in order."""
        self.is_known = False
        self.is_away = False
        self.tries = 0

    async def register(self, health: Health) -> None:
        self._ask()
        self.is_known = True
        self.states.append(f"registered {health.status}")

    async def report(self, health: Health) -> bool:
        self._ask()
        if self.is_known:
            self.states.append(health.status)
        return self.is_known

    async def deregister(self) -> None:
        self._ask()
        self.is_known = False
        self.states.append("deregistered")

    def _ask(self) -> None:
        self.tries += 1
        if self.is_away:
            raise UnavailableError("service registry") from ConnectionRefusedError("nobody there")


class Service:
    """A service whose state a test sets."""

    def __init__(self, status: Status) -> None:
        self.status: Status = status
        self.times_woken = 0

    def wake(self) -> None:
        self.times_woken += 1

    def health(self) -> Health:
        checked = DependencyHealth(
            status="up", required=False, checked_at=datetime.now(UTC), latency_ms=1
        )
        return Health(status=self.status, version="1", dependencies={"one": checked})


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registrar, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(registrar, "FIRST_PAUSE_SECONDS", 0.001)


@asynccontextmanager
async def registered(
    registry: FakeRegistry, service: Service, seconds: float = 60
) -> AsyncIterator[Registrar]:
    """Run a registrar beside the test, and let the service stop at the end."""
    own = Registrar(registry, service.health, seconds, on_fault=service.wake)
    task = asyncio.create_task(own.run())
    yield own
    service.status = "draining"
    await asyncio.wait_for(task, 5)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - it is no event
            await asyncio.sleep(0.001)


async def test_is_there_from_ready_until_it_drains() -> None:
    registry, service = FakeRegistry(), Service("down")
    async with registered(registry, service):
        await asyncio.sleep(0.01)
        assert registry.tries == 0
        service.status = "degraded"
        await until(lambda: registry.states == ["registered degraded"])
        service.status = "down"
        await until(lambda: registry.states[1:] == ["down"])
        service.status = "up"
        await until(lambda: registry.states[2:] == ["up"])
    assert registry.states[3:] == ["deregistered"]


async def test_says_again_and_again_that_it_lives() -> None:
    registry, service = FakeRegistry(), Service("up")
    async with registered(registry, service, seconds=0.005):
        await until(lambda: registry.states[:4] == ["registered up", "up", "up", "up"])


async def test_is_told_anew_to_a_registry_that_forgot_it() -> None:
    registry, service = FakeRegistry(), Service("up")
    async with registered(registry, service, seconds=0.005):
        await until(lambda: registry.is_known)
        registry.is_known = False
        await until(lambda: registry.is_known)
    assert registry.states.count("registered up") == 2


async def test_registry_that_is_away() -> None:
    registry, service = FakeRegistry(), Service("up")
    registry.is_away = True
    with structlog.testing.capture_logs() as logs:
        async with registered(registry, service, seconds=0.005) as own:
            await until(lambda: registry.tries > 5)
            assert service.times_woken
            with pytest.raises(UnhealthyError, match="could not be told"):
                await own.check()
            registry.is_away = False
            await until(lambda: registry.is_known)
            await until(lambda: logs[-1]["event"] == "registry takes signs of life again")
            await own.check()
            registry.is_away = True
    assert [line["event"] for line in logs] == [
        "replica cannot be registered",
        "replica is registered",
        "registry takes signs of life again",
        "replica cannot be deregistered",
    ]
    assert "nobody there" in logs[0]["cause"]


async def test_tries_come_slower_and_slower(monkeypatch: pytest.MonkeyPatch) -> None:
    registry, service = FakeRegistry(), Service("up")
    registry.is_away = True
    monkeypatch.setattr(registrar, "FIRST_PAUSE_SECONDS", 0.02)
    async with registered(registry, service, seconds=60):
        await asyncio.sleep(0.2)
        assert 2 <= registry.tries <= 5


async def test_service_that_stops_before_it_was_ready_was_never_there() -> None:
    registry, service = FakeRegistry(), Service("down")
    async with registered(registry, service):
        pass
    assert registry.tries == 0


async def test_service_that_ends_without_a_stop_is_removed_too() -> None:
    registry, service = FakeRegistry(), Service("up")
    task = asyncio.create_task(Registrar(registry, service.health, 60, on_fault=service.wake).run())
    await until(lambda: registry.is_known)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert registry.states[-1] == "deregistered"
