import asyncio

import pytest
from structlog.testing import capture_logs

from gateway_service.models.errors import UnavailableError
from gateway_service.models.health import UnhealthyError
from gateway_service.services.background import every, running
from gateway_service.services.health import HealthMonitor


class Dependency:
    """Up or down, as the test wants."""

    def __init__(self) -> None:
        self.up = True
        self.checks = 0

    async def check(self) -> None:
        self.checks += 1
        if not self.up:
            raise ConnectionError


@pytest.fixture
def dependency() -> Dependency:
    return Dependency()


@pytest.fixture
def monitor(dependency: Dependency) -> HealthMonitor:
    monitor = HealthMonitor("1", interval=60, timeout=0.05)
    monitor.watch("database", dependency.check)
    return monitor


async def test_not_up_before_the_first_check(monitor: HealthMonitor) -> None:
    found = [monitor.health.status]
    await monitor.check()
    found.append(monitor.health.status)
    assert found == ["down", "up"]


async def test_down_with_any_dependency(monitor: HealthMonitor, dependency: Dependency) -> None:
    dependency.up = False
    await monitor.check()
    assert monitor.health.status == "down"
    assert monitor.health.dependencies["database"].status == "down"


async def test_dependency_that_hangs_is_down(monitor: HealthMonitor) -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    monitor.watch("hanging", hang)
    await monitor.check()
    assert monitor.health.dependencies["hanging"].status == "down"
    assert monitor.health.dependencies["database"].status == "up"
    assert monitor.health.reasons == {"hanging": "does not answer in time"}


async def test_degraded_without_what_is_not_required(
    monitor: HealthMonitor, dependency: Dependency
) -> None:
    async def refuse() -> None:
        raise UnhealthyError("is full") from OSError("the password")

    monitor.watch("cache", refuse, required=False)
    await monitor.check()
    assert (monitor.health.status, monitor.health.ready) == ("degraded", True)
    assert monitor.health.reasons == {"cache": "is full"}
    dependency.up = False
    await monitor.check()
    assert (monitor.health.status, monitor.health.ready) == ("down", False)
    assert monitor.health.reasons == {"cache": "is full", "database": "cannot be used"}


async def test_only_changes_are_logged(monitor: HealthMonitor, dependency: Dependency) -> None:
    with capture_logs() as lines:
        for up in (True, False, False, True, True):
            dependency.up = up
            await monitor.check()
    assert [line["event"] for line in lines] == ["dependency is down", "dependency is up again"]


async def test_reading_the_health_checks_nothing(
    monitor: HealthMonitor, dependency: Dependency
) -> None:
    await monitor.check()
    assert [monitor.health.status for _ in range(3)] == ["up"] * 3
    assert dependency.checks == 1


async def test_failure_elsewhere_leads_to_a_check_at_once(
    monitor: HealthMonitor, dependency: Dependency
) -> None:
    await monitor.check()
    async with running(monitor.run()):
        await asyncio.sleep(0.01)
        dependency.up = False
        monitor.wake()
        await asyncio.sleep(0.01)
        assert monitor.health.status == "down"
        monitor.wake()
        await asyncio.sleep(0.01)
        assert dependency.checks == 2, "what is known to be down is checked at its own pace"


async def test_recovery_is_seen(dependency: Dependency) -> None:
    monitor = HealthMonitor("1", interval=0.01, timeout=1)
    monitor.watch("database", dependency.check)
    dependency.up = False
    async with running(monitor.run()):
        await asyncio.sleep(0.005)
        found = [monitor.health.status]
        dependency.up = True
        await asyncio.sleep(0.05)
        found.append(monitor.health.status)
    assert found == ["down", "up"]


async def test_drains(monitor: HealthMonitor) -> None:
    await monitor.check()
    monitor.drain()
    assert monitor.draining
    assert monitor.health.status == "draining"


@pytest.mark.parametrize("error", [ValueError(), UnavailableError("database")])
async def test_background_work_goes_on_after_a_failure(error: Exception) -> None:
    tries = asyncio.Queue[None]()

    async def fail() -> None:
        tries.put_nowait(None)
        raise error

    async with asyncio.timeout(5), running(every(0.001, fail)):
        await tries.get()
        await tries.get()
