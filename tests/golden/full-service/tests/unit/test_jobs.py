import asyncio

import pytest
from structlog.testing import capture_logs

from full_service.services.jobs import Jobs


class Work:
    """Jobs that end when the test lets them."""

    def __init__(self) -> None:
        self.at_once = 0
        self.most = 0
        self.done = 0
        self.let_go = asyncio.Event()

    async def job(self) -> None:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await self.let_go.wait()
        self.at_once -= 1
        self.done += 1


async def test_no_more_at_once_than_workers() -> None:
    jobs, work = Jobs(3), Work()
    handed_in = asyncio.gather(*(jobs.submit(work.job()) for _ in range(10)))
    await asyncio.sleep(0.01)
    assert work.at_once == 3
    assert not handed_in.done()
    work.let_go.set()
    await handed_in
    await jobs.drain()
    assert (work.most, work.done) == (3, 10)


async def test_nobody_waits_while_a_worker_is_free() -> None:
    jobs, work = Jobs(1), Work()
    async with asyncio.timeout(1):
        await jobs.submit(work.job())
    work.let_go.set()
    await jobs.drain()
    assert work.done == 1


async def test_without_workers_a_job_is_done_at_once() -> None:
    jobs, work = Jobs(0), Work()
    work.let_go.set()
    await jobs.submit(work.job())
    assert work.done == 1
    await jobs.drain()


@pytest.mark.parametrize("workers", [0, 1])
async def test_failure_is_logged_and_ends_nothing(workers: int) -> None:
    async def fail() -> None:
        raise ValueError

    jobs, work = Jobs(workers), Work()
    work.let_go.set()
    with capture_logs() as lines:
        await jobs.submit(fail())
        await jobs.submit(work.job())
        await jobs.drain()
    assert [line["event"] for line in lines] == ["background job failed"]
    assert work.done == 1
