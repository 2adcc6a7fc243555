"""What only SQLite does."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError

from minimal_service.config import Settings
from minimal_service.models.errors import UnavailableError
from minimal_service.repositories import sqlite
from minimal_service.repositories.sqlite import READERS, SqliteDatabase

TIMEOUT = 0.3
AMPLE = 30.0
"""What no statement takes, on a busy machine either."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new.db"


async def opened(file: Path, seconds: float = TIMEOUT) -> SqliteDatabase:
    url = SecretStr(f"sqlite:///{file}")
    settings = Settings(database_url=url, database_timeout=seconds)
    return await SqliteDatabase.open(settings, on_lost=lambda: None)


@pytest.fixture
async def database(file: Path) -> AsyncIterator[SqliteDatabase]:
    database = await opened(file, AMPLE)
    yield database
    await database.close()


@pytest.fixture
async def hasty(file: Path) -> AsyncIterator[SqliteDatabase]:
    database = await opened(file)
    yield database
    await database.close()


def test_failed_start_leaves_no_thread(file: Path) -> None:
    file.write_text("not a database\n" * 100)
    before = set(threading.enumerate())
    with pytest.raises(UnavailableError) as raised:
        asyncio.run(opened(file))
    assert raised.value.reason == "the database is not available: file is not a database"
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=1)
        assert not thread.is_alive()


async def test_start_waits_for_a_locked_file(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        start = asyncio.create_task(opened(file))
        await asyncio.sleep(2 * TIMEOUT)
        assert not start.done()
        other.execute("COMMIT")
        await (await start).close()


async def test_start_does_not_wait_for_ever(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "OPEN_SECONDS", 0)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UnavailableError):
            await opened(file)


async def test_locked_file_is_an_outage(hasty: SqliteDatabase, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError):
            async with hasty.write() as session:
                await session.execute(sa.text("SELECT 1"))


async def test_late_statement_is_stopped(hasty: SqliteDatabase) -> None:
    number = sa.select(sa.literal(1).label("number")).cte("numbers", recursive=True)
    number = number.union_all(sa.select(number.c.number + 1).where(number.c.number < 10**9))
    count = sa.select(sa.func.count()).select_from(number)
    async with asyncio.timeout(60):  # less than one of them would take
        for _ in range(READERS + 1):
            with pytest.raises(UnavailableError):
                async with hasty.read() as session:
                    await session.execute(count)
        while not await answers(hasty):
            pass


async def answers(database: SqliteDatabase) -> bool:
    """Tell whether it answers in time: a busy machine may not let it the first time."""
    with suppress(UnavailableError):
        async with database.read() as session:
            return bool(await session.scalar(sa.text("SELECT 1")))
    return False


@pytest.mark.parametrize("number", [1.5, 3, -(10**20), 1e300], ids=repr)
@pytest.mark.parametrize("form", ["{}", '"{}"', " {} ", "[{}]"])
async def test_json_that_reads_like_a_number_is_kept(
    database: SqliteDatabase, number: float, form: str
) -> None:
    documents = sa.Table("documents", sa.MetaData(), sa.Column("document", sa.JSON))
    document = number if form == "{}" else form.format(number)
    async with database.write() as session:
        await session.run_sync(lambda sync: documents.create(sync.connection()))
        await session.execute(sa.insert(documents), {"document": document})
        assert await session.scalar(sa.select(documents.c.document)) == document


async def test_commit_that_fails_leaves_no_transaction(database: SqliteDatabase) -> None:
    async with database.write() as session:
        await session.execute(sa.text("CREATE TABLE parents (id INTEGER PRIMARY KEY)"))
        reference = "INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED"
        await session.execute(sa.text(f"CREATE TABLE children (parent {reference})"))
    insert = sa.text("INSERT INTO children VALUES (:parent)")
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await session.execute(insert, {"parent": 1})
    async with database.write() as session:
        await session.execute(insert, {"parent": None})
    async with database.read() as session:
        assert await session.scalar(sa.text("SELECT count(*) FROM children")) == 1
