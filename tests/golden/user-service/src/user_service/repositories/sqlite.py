"""SQLite, through aiosqlite: readers beside one writer (WAL)."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import aiosqlite as aiosqlite_dialect

from user_service.config import Settings
from user_service.models.errors import InvalidValueError, RequestInProgressError, UnavailableError
from user_service.repositories import constraints
from user_service.repositories.database import ConstraintError, OnLost
from user_service.repositories.statement import Row, Statement

SCHEME = "sqlite:///"
DIALECT = aiosqlite_dialect.dialect()
READERS = 4


async def open_sqlite(settings: Settings, on_lost: OnLost) -> "SqliteDatabase":
    """Open the file that the URL names; make it if there is none."""
    path = settings.database_url.get_secret_value().removeprefix(SCHEME)
    database = SqliteDatabase(path, timeout=settings.database_timeout, on_lost=on_lost)
    await database.open()
    return database


class SqliteDatabase:
    """A database file."""

    def __init__(self, path: str, *, timeout: float, on_lost: OnLost) -> None:
        self._path = path
        self._timeout = timeout
        self._on_lost = on_lost
        self._readers: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        self._writer: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        self._locks: set[str] = set()

    async def open(self) -> None:
        """Open the connections; make the file if there is none."""
        self._writer.put_nowait(await self._connect())
        for _ in range(READERS):
            self._readers.put_nowait(await self._connect())

    @asynccontextmanager
    async def read(self) -> AsyncIterator["SqliteConnection"]:
        """Lend a connection."""
        with self._translated():
            async with self._lend(self._readers) as connection:
                yield SqliteConnection(connection)

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator["SqliteConnection"]:
        """Lend the one connection that writes, in a transaction."""
        with self._locked(lock), self._translated():
            async with self._lend(self._writer) as connection:
                await connection.execute("BEGIN IMMEDIATE")
                try:
                    yield SqliteConnection(connection)
                except BaseException:
                    await connection.rollback()
                    raise
                await connection.commit()

    async def check(self) -> None:
        """Raise unless the database answers and has been migrated."""
        async with self._lend(self._readers) as connection:
            await connection.execute_fetchall("SELECT version_num FROM alembic_version")

    async def close(self) -> None:
        """Close every connection."""
        for queue in (self._readers, self._writer):
            while not queue.empty():
                await queue.get_nowait().close()

    async def _connect(self) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(
            self._path, isolation_level=None, timeout=self._timeout, uri=True
        )
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = NORMAL")
        await connection.execute("PRAGMA foreign_keys = ON")
        return connection

    @asynccontextmanager
    async def _lend(
        self, queue: asyncio.LifoQueue[aiosqlite.Connection]
    ) -> AsyncIterator[aiosqlite.Connection]:
        async with asyncio.timeout(self._timeout):
            connection = await queue.get()
        try:
            yield connection
        finally:
            queue.put_nowait(connection)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.OperationalError, TimeoutError) as error:
            self._on_lost()
            raise UnavailableError("database") from error

    @contextmanager
    def _locked(self, lock: str | None) -> Iterator[None]:
        if lock is None:
            yield
            return
        if lock in self._locks:
            raise RequestInProgressError
        self._locks.add(lock)
        try:
            yield
        finally:
            self._locks.remove(lock)


class SqliteConnection:
    """A connection, for one unit of work."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def fetch(self, statement: Statement, **values: object) -> list[Row]:
        """Run a statement and return its rows."""
        compiled = statement.compiled(DIALECT)
        try:
            rows = await self._connection.execute_fetchall(compiled.sql, compiled.arguments(values))
        except sqlite3.IntegrityError as error:
            raise await self._constraint_error(error, statement, values) from error
        except OverflowError as error:
            raise InvalidValueError from error
        return [compiled.row(row) for row in rows]

    async def _constraint_error(
        self, error: sqlite3.IntegrityError, statement: Statement, values: Mapping[str, object]
    ) -> ConstraintError:
        """Find the name of the constraint, which SQLite keeps to itself."""
        if error.sqlite_errorname == "SQLITE_CONSTRAINT_FOREIGNKEY":
            return ConstraintError("foreign key", await self._broken_reference(statement, values))
        columns = str(error).removeprefix("UNIQUE constraint failed: ").split(", ")
        return ConstraintError("unique", constraints.unique_name(statement.table, columns))

    async def _broken_reference(
        self, statement: Statement, values: Mapping[str, object]
    ) -> str | None:
        for name, column, target in constraints.references(statement.table):
            if values.get(column) is not None:
                lookup = Statement(sa.select(target).where(target == sa.bindparam("value")))
                if not await self.fetch(lookup, value=values[column]):
                    return name
        return None
