"""SQLite, through aiosqlite: readers beside one writer (WAL)."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import aiosqlite

from user_service.config import Settings
from user_service.models.errors import RequestInProgressError, UnavailableError
from user_service.repositories.database import OnLost
from user_service.repositories.sqlite_connection import SqliteConnection

SCHEME = "sqlite:///"
READERS = 4

BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
UNAVAILABLE = BUSY | {
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
}
"""Codes of errors that pass with time, or when an operator acts."""

OPEN_SECONDS = 60
"""For another process, such as a replica that migrates, to let go of the file."""
RETRY_SECONDS = 0.1


Connections = asyncio.LifoQueue[aiosqlite.Connection]


async def open_sqlite(settings: Settings, on_lost: OnLost) -> "SqliteDatabase":
    """Open the file that the URL names; make it if there is none."""
    database = SqliteDatabase(path_of(settings), timeout=settings.database_timeout, on_lost=on_lost)
    await database.open()
    return database


def path_of(settings: Settings) -> str:
    """Return the file that the URL names."""
    return settings.database_url.get_secret_value().removeprefix(SCHEME)


async def connect(path: str, *, patience: float) -> aiosqlite.Connection:
    """Open a file whose locks are waited for with patience, in seconds.

    A failure to open it comes before aiosqlite starts a thread, which could outlive the loop.
    """
    opened = sqlite3.connect(
        path, timeout=patience, isolation_level=None, check_same_thread=False, uri=True
    )
    return await aiosqlite.Connection(lambda: opened, iter_chunk_size=64)


class SqliteDatabase:
    """A database file."""

    def __init__(self, path: str, *, timeout: float, on_lost: OnLost) -> None:
        self._path = path
        self._timeout = timeout
        self._on_lost = on_lost
        self._readers: Connections = asyncio.LifoQueue()
        self._writer: Connections = asyncio.LifoQueue()
        self._checker: Connections = asyncio.LifoQueue()
        self._open: set[aiosqlite.Connection] = set()
        self._resets: set[asyncio.Task[None]] = set()
        self._locks: set[str] = set()

    async def open(self) -> None:
        """Open the connections; make the file if there is none.

        Raises `UnavailableError` if the file cannot be opened or is no database, or if another
        process does not let go of it.
        """
        try:
            for queue, size in ((self._writer, 1), (self._readers, READERS), (self._checker, 1)):
                for _ in range(size):
                    queue.put_nowait(await self._connect_when_free())
        except BaseException:
            await self.close()
            raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator["SqliteConnection"]:
        """Lend a connection."""
        async with self._lend(self._readers) as connection:
            yield SqliteConnection(connection, self._translated)

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator["SqliteConnection"]:
        """Lend the one connection that writes, in a transaction."""
        with self._locked(lock):
            async with self._lend(self._writer) as connection:
                with self._translated():
                    await connection.execute("BEGIN IMMEDIATE")
                yield SqliteConnection(connection, self._translated)
                with self._translated():
                    await connection.commit()

    async def check(self) -> None:
        """Raise unless the database answers and has been migrated."""
        async with self._lend(self._checker) as connection:
            await connection.execute_fetchall("SELECT version_num FROM alembic_version")

    async def close(self) -> None:
        """Close every connection."""
        for reset in self._resets:
            reset.cancel()
        await asyncio.gather(*self._resets, return_exceptions=True)
        while self._open:
            connection = self._open.pop()
            await connection.interrupt()
            await connection.close()

    async def _connect_when_free(self) -> aiosqlite.Connection:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + OPEN_SECONDS
        while True:
            try:
                return await self._connect()
            except sqlite3.DatabaseError as error:
                if _code(error) not in BUSY or loop.time() > deadline:
                    raise UnavailableError("database") from error
            await asyncio.sleep(RETRY_SECONDS)

    async def _connect(self) -> aiosqlite.Connection:
        connection = await connect(self._path, patience=self._timeout)
        try:
            await connection.execute("PRAGMA journal_mode = WAL")
            await connection.execute("PRAGMA synchronous = NORMAL")
            await connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            await connection.close()
            raise
        self._open.add(connection)
        return connection

    @asynccontextmanager
    async def _lend(self, queue: Connections) -> AsyncIterator[aiosqlite.Connection]:
        """Lend a connection until a deadline."""
        deadline = asyncio.timeout(self._timeout)
        try:
            async with deadline:
                connection = await queue.get()
                try:
                    yield connection
                except BaseException:
                    self._start_reset(queue, connection)
                    raise
                queue.put_nowait(connection)
        except TimeoutError as error:
            if not deadline.expired():
                raise
            self._on_lost()
            raise UnavailableError("database") from error

    def _start_reset(self, queue: Connections, connection: aiosqlite.Connection) -> None:
        """Reset a connection in a task of its own, which outlives a cancelled request."""
        reset = asyncio.create_task(self._reset(queue, connection))
        self._resets.add(reset)
        reset.add_done_callback(self._resets.discard)

    async def _reset(self, queue: Connections, connection: aiosqlite.Connection) -> None:
        """End what a failed unit of work has left running, then take the connection back."""
        await connection.interrupt()
        while True:
            try:
                await connection.rollback()
                break
            except sqlite3.Error:
                await asyncio.sleep(RETRY_SECONDS)
        queue.put_nowait(connection)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if _code(error) not in UNAVAILABLE:
                raise
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


def _code(error: sqlite3.Error) -> int:
    """Return the primary code, which the low byte of an extended one holds."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
