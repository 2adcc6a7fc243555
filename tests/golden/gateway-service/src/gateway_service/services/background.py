"""Work beside the requests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress

import structlog

from gateway_service.models.errors import UnavailableError

log = structlog.get_logger(__name__)


@asynccontextmanager
async def running(work: Coroutine[object, object, None]) -> AsyncIterator[asyncio.Task[None]]:
    """Let work run until the block ends."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def every(seconds: float, action: Callable[[], Awaitable[None]]) -> None:
    """Do something now, and again and again; a failure is logged and ends nothing."""
    while True:
        try:
            await action()
        except UnavailableError as error:
            log.warning("background work put off", cause=repr(error.__cause__))
        except Exception:
            log.exception("background work failed")
        await asyncio.sleep(seconds)
