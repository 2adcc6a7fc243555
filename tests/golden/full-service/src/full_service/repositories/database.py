"""The database: a session for each unit of work, within a deadline."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from enum import Enum, auto
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from full_service.models.errors import UnavailableError, VersionMismatchError
from full_service.repositories.changes import WatchedSession

OnLost = Callable[[], None]
"""Called when the database does not answer."""

_REVISIONS = sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32)))
REVISIONS = sa.select(_REVISIONS.c.version_num)

READ_ONLY = "read_only"
"""Key of a session's `info`: its unit of work changes nothing."""
TRANSACTION = "transaction"
"""Key of a connection's `info`: how far its transaction has come."""

CLOSE_SECONDS = 3.0
"""How long the end of the service waits for a server that is silent."""


class Progress(Enum):
    """How far a transaction has come."""

    BEGUN = auto()
    USED = auto()
    FAILED = auto()
    """PostgreSQL takes no more statements, and makes a rollback of a commit, without a word."""
    FAILED_FIRST = auto()
    """The same, before anything was done: it may be begun again."""


class Limits(NamedTuple):
    """How many units of work there are at once, and how long one may take."""

    readers: asyncio.Semaphore
    """Fair, which the engines' pools are not: who comes first is served first."""
    writers: asyncio.Semaphore
    timeout: float
    """Seconds, after which it is cancelled."""
    given_up_after: float | None = None
    """Seconds, after which what was cancelled and goes on is left."""


class Database(ABC):
    """Two engines of one database: each statement alone, and transactions."""

    def __init__(
        self, reading: AsyncEngine, writing: AsyncEngine, limits: Limits, on_lost: OnLost
    ) -> None:
        self._reading = reading
        self._writing = writing
        self._read = async_sessionmaker(reading, expire_on_commit=False, info={READ_ONLY: True})
        self._write = async_sessionmaker(writing, expire_on_commit=False)
        self._write.configure(sync_session_class=WatchedSession)
        self._limits = limits
        self._on_lost = on_lost
        self._at_work: set[asyncio.Task[object] | None] = set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session in which each statement stands alone.

        Raises `UnavailableError` if the database does not answer in time.
        """
        async with self._in_time(self._limits.readers), self._read() as session:
            await session.connection()  # statements at once would each open one, and lose it
            yield session

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator[AsyncSession]:
        """Open a session in a transaction, committed at the end, rolled back on an error.

        Raises `UnavailableError` if the database does not answer in time, `RequestInProgressError`
        while another transaction holds the lock, and `VersionMismatchError` if another one has
        changed an entity that this one changes.
        """
        async with self._in_time(self._limits.writers), self._write() as session:
            await session.connection()
            if lock is not None:
                await self.lock(session, lock)
            try:
                yield session
                if await has_failed(session):
                    raise RuntimeError("a statement failed: wrap it in session.begin_nested()")
                await session.commit()
            except StaleDataError as error:
                raise VersionMismatchError("resource") from error

    @abstractmethod
    async def lock(self, session: AsyncSession, name: str) -> None:
        """Hold a lock until the transaction ends; raise `RequestInProgressError` if it is held."""

    @abstractmethod
    async def revisions(self) -> Collection[str]:
        """Return the revisions that the database is at; raise unless it answers and takes changes."""

    @staticmethod
    @abstractmethod
    def is_outage(error: DBAPIError) -> bool:
        """Whether an error passes with time, or when an operator acts."""

    async def close(self) -> None:
        """Close every connection."""
        for engine in (self._reading, self._writing):
            with suppress(TimeoutError):
                await asyncio.wait_for(engine.dispose(), CLOSE_SECONDS)

    @asynccontextmanager
    async def _in_time(self, places: asyncio.Semaphore) -> AsyncIterator[None]:
        """Let nothing take longer than the time-out, the wait for a place included.

        What is cancelled waits until its statement has stopped; that is given up later.
        """
        task = asyncio.current_task()
        if task in self._at_work:  # it would wait for a place that it has itself
            raise RuntimeError("a unit of work is open: hand it on, in place of opening another")
        self._at_work.add(task)
        last = asyncio.timeout(self._limits.given_up_after)
        first = asyncio.timeout(self._limits.timeout)
        try:
            async with last, first, places:
                yield
        except TimeoutError as error:
            if not (first.expired() or last.expired()):
                raise
            raise self._lost() from error
        except DBAPIError as error:
            if not (error.connection_invalidated or self.is_outage(error)):
                raise
            raise self._lost() from error.orig
        except UnavailableError:
            self._on_lost()
            raise
        finally:
            self._at_work.discard(task)

    def _lost(self) -> UnavailableError:
        self._on_lost()
        return UnavailableError("database")


def follow_transactions(engine: AsyncEngine) -> None:
    """Let `has_failed` know how far the transactions of an engine have come."""

    def note(progress: Progress) -> Callable[..., None]:
        def listener(connection: sa.Connection, *_: object) -> None:
            connection.info[TRANSACTION] = progress

        return listener

    def note_failure(context: ExceptionContext) -> None:
        if context.connection is None or not isinstance(context.sqlalchemy_exception, DBAPIError):
            return
        info = context.connection.info
        first = info.get(TRANSACTION) is Progress.BEGUN
        info[TRANSACTION] = Progress.FAILED_FIRST if first else Progress.FAILED

    event.listen(engine.sync_engine, "begin", note(Progress.BEGUN))
    event.listen(engine.sync_engine, "after_cursor_execute", note(Progress.USED))
    event.listen(engine.sync_engine, "rollback_savepoint", note(Progress.USED))
    event.listen(engine.sync_engine, "handle_error", note_failure)


async def has_failed(session: AsyncSession, *, first: bool = False) -> bool:
    """Tell whether a statement failed in a transaction; if asked so, whether it was the first."""
    connection = (await session.connection()).sync_connection
    progress = connection and connection.info.get(TRANSACTION)
    return progress is Progress.FAILED_FIRST or (progress is Progress.FAILED and not first)


async def begin_again(session: AsyncSession) -> bool:
    """Let a statement that failed be tried again, if it was the first; tell whether that was so."""
    if READ_ONLY in session.info:
        return True
    failed_first = await has_failed(session, first=True)
    if failed_first:
        await session.rollback()
    return failed_first
