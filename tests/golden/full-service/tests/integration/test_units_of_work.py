"""What a unit of work leaves behind when it fails, is cancelled, or takes too long."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from full_service.config import Settings
from full_service.migrations.runner import exclusive_connection
from full_service.models.errors import UnavailableError
from full_service.repositories.database import Database
from full_service.repositories.drivers import open_database

TIMEOUT = 0.5

tables = sa.MetaData()
grades = sa.Table(
    "grades",
    tables,
    sa.Column("grade", sa.Integer, nullable=False),
)
INSERT = sa.insert(grades)
SELECT = sa.select(grades.c.grade)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    settings = Settings(database_url=SecretStr(database_url), database_timeout=TIMEOUT)
    async with exclusive_connection(settings) as connection:
        await connection.run_sync(tables.create_all)
    database = await open_database(settings, on_lost=lambda: None)
    yield database
    await database.close()


async def add(database: Database, grade: int) -> None:
    async with database.write() as session:
        await session.execute(INSERT, {"grade": grade})


async def stored(database: Database) -> list[int]:
    async with database.read() as session:
        return list(await session.scalars(SELECT))


async def test_mistake_in_a_statement_is_no_outage(database: Database) -> None:
    with pytest.raises(DBAPIError, match="nowhere"):
        async with database.read() as session:
            await session.execute(sa.select(sa.table("nowhere", sa.column("name"))))


@pytest.mark.parametrize("steps", range(12))
async def test_cancelled_write_is_no_hindrance(database: Database, steps: int) -> None:
    cancelled = asyncio.create_task(add(database, 1))
    for _ in range(steps):
        await asyncio.sleep(0.0002)
    cancelled.cancel()
    await asyncio.wait([cancelled])
    await add(database, 2)
    assert 2 in await stored(database)


async def test_cancelled_in_the_middle(database: Database) -> None:
    inside = asyncio.Event()

    async def wait() -> None:
        async with database.write() as session:
            await session.execute(INSERT, {"grade": 1})
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(wait())
    await inside.wait()
    task.cancel()
    await asyncio.wait([task])
    await add(database, 2)
    assert await stored(database) == [2]


@pytest.mark.parametrize("error", [OSError, TimeoutError])
async def test_other_failures_are_not_the_database(
    database: Database, error: type[Exception]
) -> None:
    async def fail(session: AsyncSession) -> None:
        await session.execute(SELECT)
        raise error

    for opened in (database.read, database.write):
        with pytest.raises(error):
            async with opened() as session:
                await fail(session)


async def test_statements_at_once_are_of_one_transaction(database: Database) -> None:
    async with database.write() as session:
        await asyncio.gather(*(session.execute(INSERT, {"grade": grade}) for grade in range(4)))
    await add(database, 4)
    assert sorted(await stored(database)) == list(range(5))


async def test_reads_at_once_share_a_connection(database: Database) -> None:
    await add(database, 1)
    async with database.read() as session:
        found = await asyncio.gather(*(session.scalars(SELECT) for _ in range(4)))
    assert [list(grades) for grades in found] == [[1]] * 4


async def test_unit_of_work_in_another_is_a_mistake(database: Database) -> None:
    """It would wait for the place that the outer one has, until the time-out."""
    for outer in (database.read, database.write):
        for inner in (database.read, database.write):
            with pytest.raises(RuntimeError, match="hand it on"):
                async with outer(), inner():
                    pass
    await asyncio.gather(add(database, 1), stored(database))


async def test_unit_of_work_has_a_deadline(database: Database) -> None:
    async def dawdle() -> None:
        async with database.write() as session:
            await session.execute(INSERT, {"grade": 1})
            await asyncio.sleep(1.5 * TIMEOUT)

    with pytest.raises(UnavailableError):
        await dawdle()
    await add(database, 2)
    assert await stored(database) == [2]


async def test_check_does_not_wait_for_requests(database: Database) -> None:
    async def hold() -> None:
        async with database.read() as session:
            await session.execute(SELECT)
            await asyncio.sleep(TIMEOUT / 2)

    requests = asyncio.gather(*(hold() for _ in range(50)), return_exceptions=True)
    await asyncio.sleep(TIMEOUT / 5)
    async with asyncio.timeout(TIMEOUT / 5):
        await database.revisions()
    await requests


async def test_cancelled_unit_of_work_lets_its_lock_go(database: Database) -> None:
    held: list[object] = []  # what a traceback holds lives on, such as a cursor with rows

    async def add_and_look() -> None:
        async with database.write() as session:
            await session.execute(INSERT, {"grade": 1})
            await session.execute(SELECT)

    for microseconds in range(0, 4000, 50):
        task = asyncio.create_task(add_and_look())
        await asyncio.sleep(microseconds / 1e6)
        task.cancel()
        held += await asyncio.gather(task, return_exceptions=True)
        await add(database, 2)
    assert (await stored(database)).count(2) == 80
