"""What only SQLite does."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from user_service.models.errors import UnavailableError
from user_service.repositories import sqlite
from user_service.repositories.sql import Statement
from user_service.repositories.sqlite import READERS, SqliteDatabase

TIMEOUT = 0.3


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new.db"


@pytest.fixture
def unopened(file: Path) -> SqliteDatabase:
    return SqliteDatabase(str(file), timeout=TIMEOUT, on_lost=lambda: None)


@pytest.fixture
async def database(unopened: SqliteDatabase) -> AsyncIterator[SqliteDatabase]:
    await unopened.open()
    yield unopened
    await unopened.close()


def test_failed_start_leaves_no_thread(unopened: SqliteDatabase, file: Path) -> None:
    file.write_text("not a database\n" * 100)
    before = set(threading.enumerate())
    with pytest.raises(UnavailableError) as raised:
        asyncio.run(unopened.open())
    assert raised.value.reason == "the database does not answer: file is not a database"
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=1)
        assert not thread.is_alive()


async def test_start_waits_for_a_locked_file(unopened: SqliteDatabase, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        start = asyncio.create_task(unopened.open())
        await asyncio.sleep(2 * TIMEOUT)
        assert not start.done()
        other.execute("COMMIT")
        await start
        await unopened.close()


async def test_start_does_not_wait_for_ever(
    unopened: SqliteDatabase, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "OPEN_SECONDS", 0)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UnavailableError):
            await unopened.open()


async def test_mistake_in_a_statement_is_no_outage(database: SqliteDatabase) -> None:
    nowhere = Statement(sa.select(sa.table("nowhere", sa.column("name"))))
    async with database.read() as connection:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await connection.fetch(nowhere)


async def test_locked_file_is_an_outage(database: SqliteDatabase, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError):
            async with database.write():
                pytest.fail("the transaction has begun")


async def test_late_statement_is_stopped(database: SqliteDatabase) -> None:
    number = sa.select(sa.literal(1).label("number")).cte("numbers", recursive=True)
    number = number.union_all(sa.select(number.c.number + 1).where(number.c.number < 10**8))
    count = Statement(sa.select(sa.func.count().label("count")).select_from(number))
    started = time.monotonic()
    for _ in range(READERS + 1):
        with pytest.raises(UnavailableError):
            async with database.read() as connection:
                await connection.fetch(count)
    async with database.read() as connection:
        one = Statement(sa.select(sa.literal(1).label("one")))
        assert await connection.fetch(one) == [{"one": 1}]
    assert time.monotonic() - started < 2 * TIMEOUT * (READERS + 1)
