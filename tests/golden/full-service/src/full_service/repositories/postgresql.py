"""PostgreSQL, through asyncpg's pool."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from typing import TypeAlias

import asyncpg
import sqlalchemy as sa
from asyncpg.transaction import Transaction
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect

from full_service.config import Settings
from full_service.models.errors import InvalidValueError, RequestInProgressError, UnavailableError
from full_service.repositories.database import ConstraintError, OnLost
from full_service.repositories.sql import Row, Statement

SCHEME = "postgresql://"
DIALECT: sa.Dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]

DriverConnection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
PooledConnection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

UNAVAILABLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)
"""Errors that pass with time, or when an operator acts."""


async def open_postgresql(settings: Settings, on_lost: OnLost) -> "PostgresqlDatabase":
    """Make a pool for the database that the URL names; the database need not be up yet."""
    database = PostgresqlDatabase(
        settings.database_url.get_secret_value(),
        schema=settings.database_schema,
        pool_size=settings.database_pool_size,
        timeout=settings.database_timeout,
        on_lost=on_lost,
    )
    await database.open()
    return database


class PostgresqlDatabase:
    """Connections to the schema that the service owns."""

    def __init__(
        self, url: str, *, schema: str, pool_size: int, timeout: float, on_lost: OnLost
    ) -> None:
        async def watch(connection: DriverConnection) -> None:
            connection.add_termination_listener(lambda _: on_lost())

        def pool(size: int) -> Pool:
            # Without a minimum, the service starts while the database is down.
            return asyncpg.create_pool(
                url,
                min_size=0,
                max_size=size,
                timeout=timeout,
                server_settings={"search_path": schema},
                init=watch,
                reset=_keep,
            )

        self._pool = pool(pool_size)
        self._checker = pool(1)
        self._schema = schema
        self._timeout = timeout
        self._on_lost = on_lost

    async def open(self) -> None:
        """Make the pools ready; connections are opened as they are needed."""
        await self._pool
        await self._checker

    @asynccontextmanager
    async def read(self) -> AsyncIterator["PostgresqlConnection"]:
        """Lend a connection."""
        async with self._lend(self._pool) as connection:
            yield PostgresqlConnection(connection, self._translated)

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator["PostgresqlConnection"]:
        """Lend a connection in a transaction."""
        async with self._lend(self._pool) as connection:
            transaction = connection.transaction()
            with self._translated():
                await transaction.start()
            try:
                if lock is not None:
                    with self._translated():
                        await _acquire_lock(connection, f"{self._schema} {lock}")
                yield PostgresqlConnection(connection, self._translated)
            except Exception:
                await _roll_back(connection, transaction)
                raise
            with self._translated():
                await transaction.commit()

    async def check(self) -> None:
        """Raise unless the database answers, takes changes and has been migrated."""
        query = "SELECT current_setting('transaction_read_only')::bool FROM alembic_version"
        async with self._lend(self._checker) as connection:
            with self._translated():
                if await connection.fetchval(query):
                    raise asyncpg.ReadOnlySQLTransactionError("the server is read-only")

    @asynccontextmanager
    async def _lend(self, pool: Pool) -> AsyncIterator[PooledConnection]:
        """Lend a connection until a deadline.

        A late one is closed: to cancel its statement would need an answer of the server too. So is
        that of a cancelled request, which may be anywhere in a transaction.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._timeout
        with self._translated():
            connection = await pool.acquire(timeout=self._timeout)
        late = loop.call_at(deadline, connection.terminate)
        try:
            yield connection
        except asyncio.CancelledError:
            connection.terminate()
            raise
        finally:
            late.cancel()
            with self._translated():
                await pool.release(connection)

    async def close(self) -> None:
        """Close every connection."""
        await self._checker.close()
        await self._pool.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except UNAVAILABLE as error:
            self._on_lost()
            raise UnavailableError("database") from error


class PostgresqlConnection:
    """A connection of the pool, for one unit of work."""

    def __init__(
        self, connection: PooledConnection, translated: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._connection = connection
        self._translated = translated

    async def fetch(self, statement: Statement, /, **values: object) -> list[Row]:
        """Run a statement and return its rows."""
        compiled = statement.compiled(DIALECT)
        try:
            arguments = compiled.arguments(values)
            with self._translated():
                rows = await self._connection.fetch(compiled.sql, *arguments)
        except asyncpg.UniqueViolationError as error:
            raise ConstraintError("unique", error.constraint_name) from error
        except asyncpg.ForeignKeyViolationError as error:
            raise ConstraintError("foreign key", error.constraint_name) from error
        except (
            asyncpg.DataError,
            asyncpg.CheckViolationError,
            asyncpg.NotNullViolationError,
            asyncpg.ProgramLimitExceededError,  # a text that no index holds
        ) as error:
            raise InvalidValueError from error
        return [compiled.row(row) for row in rows]


async def _keep(_: DriverConnection) -> None:
    """Reset nothing: no session state is ever set, and the default costs a round trip a request."""


async def _roll_back(connection: PooledConnection, transaction: Transaction) -> None:
    """Undo a transaction that has failed; if that fails too, let the server do it."""
    try:
        await transaction.rollback()
    except UNAVAILABLE:
        connection.terminate()


async def _acquire_lock(connection: PooledConnection, lock: str) -> None:
    """Take a lock; it is the whole database's, where other services have schemas too."""
    query = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))"
    if not await connection.fetchval(query, lock):
        raise RequestInProgressError
