import asyncio

import pytest
from structlog.testing import capture_logs

from full_service.models.errors import UnavailableError
from full_service.repositories.resilience import Guard, Guards, Limits

OPEN_SECONDS = 0.2
FEWEST = 5


@pytest.fixture
def guards() -> Guards:
    return Guards(Limits(open_seconds=OPEN_SECONDS, in_flight=2))


@pytest.fixture
def guard(guards: Guards) -> Guard:
    return guards.of("user-service")


async def fail(guard: Guard) -> None:
    with pytest.raises(ConnectionError):
        async with guard.attempt():
            raise ConnectionError


async def succeed(guard: Guard) -> None:
    async with guard.attempt():
        pass


async def test_service_that_keeps_failing_is_left_alone_then_tried(guard: Guard) -> None:
    with capture_logs() as logs:
        for _ in range(FEWEST):
            await fail(guard)
        with pytest.raises(UnavailableError, match="user-service"):
            await succeed(guard)
        await asyncio.sleep(OPEN_SECONDS * 1.5)
        await succeed(guard)
    assert [each["state"] for each in logs] == ["open", "half_open", "closed"]
    await succeed(guard)


async def test_one_try_at_a_time_tells_whether_a_service_is_well(guard: Guard) -> None:
    for _ in range(FEWEST):
        await fail(guard)
    await asyncio.sleep(OPEN_SECONDS * 1.5)
    async with guard.attempt():
        with pytest.raises(UnavailableError):
            await succeed(guard)


async def test_wait_grows_while_the_service_goes_on_failing(guard: Guard) -> None:
    for _ in range(FEWEST):
        await fail(guard)
    await asyncio.sleep(OPEN_SECONDS * 1.5)
    await fail(guard)
    await asyncio.sleep(OPEN_SECONDS * 1.2)
    with pytest.raises(UnavailableError):
        await succeed(guard)
    await asyncio.sleep(OPEN_SECONDS * 1.2)
    await succeed(guard)


async def test_few_failures_among_many_requests_open_nothing(guard: Guard) -> None:
    for _ in range(FEWEST):
        await succeed(guard)
        await fail(guard)
        await succeed(guard)
    await succeed(guard)


async def test_request_that_was_cancelled_says_nothing(guard: Guard) -> None:
    for _ in range(2 * FEWEST):
        with pytest.raises(asyncio.CancelledError):
            async with guard.attempt():
                raise asyncio.CancelledError
    await succeed(guard)


async def test_requests_that_are_too_many_fail_at_once(guard: Guard, guards: Guards) -> None:
    async with guard.place(), guard.place():
        with pytest.raises(UnavailableError, match="user-service") as raised:
            async with guard.place():
                pass
        assert "too many" in raised.value.reason
        async with guards.of("another-service").place():
            pass
    async with guard.place():
        pass


def test_service_has_one_guard(guards: Guards) -> None:
    assert guards.of("user-service") is guards.of("user-service")
