"""What a unit of work leaves behind when it fails, is cancelled, or takes too long."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from full_service.config import Settings
from full_service.migrations.runner import exclusive_connection
from full_service.models.errors import InvalidValueError, UnavailableError
from full_service.repositories.database import Database, DatabaseConnection
from full_service.repositories.drivers import open_database
from full_service.repositories.sql import Statement

TIMEOUT = 0.5

tables = sa.MetaData()
grades = sa.Table(
    "grades",
    tables,
    sa.Column("grade", sa.Integer, nullable=False),
    sa.CheckConstraint("grade < 7", name="ck_grades_grade"),
)
INSERT = Statement(sa.insert(grades).values(grade=sa.bindparam("grade", type_=sa.Integer)))
SELECT = Statement(sa.select(grades.c.grade))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    settings = Settings(database_url=SecretStr(database_url), database_timeout=TIMEOUT)
    async with exclusive_connection(settings) as connection:
        await connection.run_sync(tables.create_all)
    database = await open_database(settings, on_lost=lambda: None)
    yield database
    await database.close()


async def add(database: Database, grade: int | None) -> None:
    async with database.write() as connection:
        await connection.fetch(INSERT, grade=grade)


async def stored(database: Database) -> list[int]:
    async with database.read() as connection:
        return [row["grade"] for row in await connection.fetch(SELECT)]


@pytest.mark.parametrize("grade", [7, None])
async def test_value_that_the_table_refuses(database: Database, grade: int | None) -> None:
    with pytest.raises(InvalidValueError):
        await add(database, grade)


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
        async with database.write() as connection:
            await connection.fetch(INSERT, grade=1)
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
    async def fail(connection: DatabaseConnection) -> None:
        await connection.fetch(SELECT)
        raise error

    for lend in (database.read, database.write):
        with pytest.raises(error):
            async with lend() as connection:
                await fail(connection)


async def test_unit_of_work_has_a_deadline(database: Database) -> None:
    async def dawdle() -> None:
        async with database.write() as connection:
            await connection.fetch(INSERT, grade=1)
            await asyncio.sleep(1.5 * TIMEOUT)

    with pytest.raises(UnavailableError):
        await dawdle()
    await add(database, 2)
    assert await stored(database) == [2]


async def test_check_does_not_wait_for_requests(database: Database) -> None:
    async def hold() -> None:
        async with database.read():
            await asyncio.sleep(TIMEOUT / 2)

    requests = asyncio.gather(*(hold() for _ in range(50)), return_exceptions=True)
    await asyncio.sleep(TIMEOUT / 5)
    async with asyncio.timeout(TIMEOUT / 5):
        await database.check()
    await requests
