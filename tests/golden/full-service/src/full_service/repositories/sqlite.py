"""SQLite, through aiosqlite: readers beside one writer (WAL)."""

import asyncio
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import aiosqlite
import sqlalchemy as sa
from pydantic_core import from_json, to_json
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from full_service.config import Settings
from full_service.models.errors import UnavailableError
from full_service.repositories.database import REVISIONS, Database, Limits, OnLost
from full_service.repositories.refusals import code_of

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
INTERRUPT_SECONDS = 0.02
"""For a statement that nobody waits for any more to end by itself."""


def create_engine(settings: Settings, *, patience: float, **options: Any) -> AsyncEngine:  # noqa: ANN401 - SQLAlchemy's own
    """Make an engine for the file that the URL names, whose locks are waited for with patience, in seconds."""
    path = settings.database_url.get_secret_value().removeprefix(SCHEME)
    engine = create_async_engine(
        sa.URL.create("sqlite+aiosqlite", database=path),
        connect_args={"timeout": patience, "uri": path.startswith("file:")},
        json_serializer=_json,
        json_deserializer=from_json,
        hide_parameters=True,
        execution_options={"schema_translate_map": {"read_models": None}},
        **options,
    )
    event.listen(engine.sync_engine, "do_connect", _try)
    event.listen(engine.sync_engine, "invalidate", _interrupt)
    return engine


def create_writer(settings: Settings, *, patience: float, **options: Any) -> AsyncEngine:  # noqa: ANN401 - SQLAlchemy's own
    """Make an engine whose transactions take the one place of a writer from the start."""
    engine = create_engine(settings, patience=patience, **options)
    event.listen(engine.sync_engine, "connect", _leave_transactions)
    event.listen(engine.sync_engine, "begin", _begin)
    event.listen(engine.sync_engine, "reset", _roll_back)
    return engine


class SqliteDatabase(Database):
    """A database file."""

    @classmethod
    async def open(cls, settings: Settings, on_lost: OnLost) -> "SqliteDatabase":
        """Open the file; make it if there is none.

        Raises `UnavailableError` if it cannot be opened or is no database, or if another process
        does not let go of it.
        """
        patience = settings.database_timeout / 2
        # One connection more than there are places: the check never waits for a request.
        reading = create_engine(
            settings,
            patience=patience,
            pool_size=READERS + 1,
            max_overflow=0,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
        )
        writing = create_writer(settings, patience=patience, pool_size=1, max_overflow=0)
        for engine in (reading, writing):
            event.listen(engine.sync_engine, "connect", _prepare)
        # Nothing needs to be given up: an interrupted statement stops at once.
        limits = Limits(
            readers=asyncio.Semaphore(READERS),
            writers=asyncio.Semaphore(1),
            timeout=settings.database_timeout,
        )
        database = cls(reading, writing, limits, on_lost)
        await database.wait()
        return database

    async def wait(self) -> None:
        """Wait until the file can be opened; raise `UnavailableError` if that takes too long."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + OPEN_SECONDS
        while True:
            try:
                async with self._reading.connect(), self._writing.connect():
                    return
            except DBAPIError as error:
                if _code(error) not in BUSY or loop.time() > deadline:
                    await self.close()
                    raise UnavailableError("database") from error.orig
            await asyncio.sleep(RETRY_SECONDS)

    async def lock(self, session: AsyncSession, name: str) -> None:
        """Do nothing: there is one writer at a time, so the next one finds what this one did."""

    async def revisions(self) -> Collection[str]:
        """Return the revisions that the file is at."""
        async with self._reading.connect() as connection:
            return (await connection.scalars(REVISIONS)).all()

    @staticmethod
    def is_outage(error: DBAPIError) -> bool:
        """Whether an error passes with time, or when an operator acts."""
        return _code(error) in UNAVAILABLE


def _try(_: object, __: object, arguments: Sequence[str], settings: Mapping[str, Any]) -> None:
    """Fail before aiosqlite starts a thread, which could outlive the loop."""
    sqlite3.connect(arguments[0], uri=settings["uri"]).close()


def _begin(connection: sa.Connection) -> None:
    """Become the writer at once: a reader that becomes one later may be refused."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _roll_back(connection: Any, *_: object) -> None:  # noqa: ANN401 - the driver's
    """End the transaction that a commit which failed has left open."""
    if connection.driver_connection.in_transaction:
        connection.rollback()


def _leave_transactions(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's
    """Let SQLAlchemy say when a transaction begins."""
    connection.isolation_level = None


def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's
    """Let readers go on beside the writer, and keep references; a migration makes tables anew."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _interrupt(connection: Any, *_: object) -> None:  # noqa: ANN401 - the driver's
    """Stop the statement that runs for a unit of work which was cancelled, and let its lock go.

    To close the connection would not do: it lives on while anything holds a cursor with rows.
    """

    async def stop(driver: aiosqlite.Connection) -> None:
        ended = asyncio.ensure_future(driver.rollback())
        # An interrupt would meet the rollback too, where a cursor has rows left.
        if not (await asyncio.wait([ended], timeout=INTERRUPT_SECONDS))[0]:
            await driver.interrupt()
        await ended

    connection.run_async(stop)


def _json(value: object) -> str | bytes:
    """Write JSON; SQLite keeps bytes as they are, and would round a text that reads like a number."""
    written = to_json(value)
    return written if isinstance(value, int | float) else written.decode()


def _code(error: DBAPIError) -> int:
    """Return the primary result code, which the low byte of an extended one holds."""
    code = code_of(error)
    return code & 0xFF if isinstance(code, int) else sqlite3.SQLITE_ERROR
