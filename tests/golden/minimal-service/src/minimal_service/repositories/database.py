"""The database: a session for each unit of work, within a deadline."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from minimal_service.models.errors import UnavailableError

OnLost = Callable[[], None]
"""Called when the database does not answer."""

_REVISIONS = sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32)))
REVISIONS = sa.select(_REVISIONS.c.version_num)

ALONE = "each statement stands alone"
"""Key of a session's `info`: what failed left nothing behind."""
UNTOUCHED = "nothing was done in this transaction"
"""Key of a connection's `info`: the transaction may be begun again."""

CLOSE_SECONDS = 3.0
"""How long the end of the service waits for a server that is silent."""


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
        self._read = async_sessionmaker(reading, expire_on_commit=False, info={ALONE: True})
        self._write = async_sessionmaker(writing, expire_on_commit=False)
        self._limits = limits
        self._on_lost = on_lost

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session in which each statement stands alone.

        Raises `UnavailableError` if the database does not answer in time.
        """
        async with self._in_time(self._limits.readers), self._read() as session:
            yield session

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator[AsyncSession]:
        """Open a session in a transaction, committed at the end, rolled back on an error.

        Raises `UnavailableError` if the database does not answer in time, and
        `RequestInProgressError` while another transaction holds the lock.
        """
        async with self._in_time(self._limits.writers), self._write() as session:
            await session.connection()  # statements at once would each open one, and lose it
            if lock is not None:
                await self.lock(session, lock)
            yield session
            await session.commit()

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

    def _lost(self) -> UnavailableError:
        self._on_lost()
        return UnavailableError("database")


async def begin_again(session: AsyncSession) -> bool:
    """Begin a transaction again, if nothing was done in it; tell whether that was so."""
    if ALONE in session.info:
        return True
    connection = await session.connection()
    untouched = bool(connection.sync_connection and connection.sync_connection.info.get(UNTOUCHED))
    if untouched:
        await session.rollback()
    return untouched
