"""Work that no client waits for."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)


class Jobs:
    """Does some jobs at once, and all before the service stops."""

    def __init__(self, workers: int) -> None:
        """Take how many jobs are done at once; with none, each is done by who hands it in."""
        self._workers = workers
        self._places = asyncio.Semaphore(workers)
        self._tasks: set[asyncio.Task[None]] = set()

    async def submit(self, job: Coroutine[Any, Any, None]) -> None:
        """Have a job done; wait for a worker if all are busy. A failure is logged."""
        if not self._workers:
            await _carry_out(job)
            return
        await self._places.acquire()
        task = asyncio.create_task(_carry_out(job))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def drain(self) -> None:
        """Wait until every job is done."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._places.release()


async def _carry_out(job: Coroutine[Any, Any, None]) -> None:
    try:
        await job
    except Exception:
        log.exception("background job failed")
