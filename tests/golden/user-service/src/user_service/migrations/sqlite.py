"""One migration at a time, on SQLite."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from user_service.config import Settings
from user_service.models.errors import UnavailableError
from user_service.repositories.sqlite import connect, path_of

WAIT_SECONDS = 60
"""For another migration to end."""


@asynccontextmanager
async def exclusive_connection(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that keeps every other writer waiting.

    Raises `UnavailableError` if the file cannot be opened or is no database, or if another writer
    does not end in time.
    """
    engine = create_async_engine(
        "sqlite+aiosqlite://",
        async_creator=partial(connect, path_of(settings), patience=WAIT_SECONDS),
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
    )
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.connect())
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        except DatabaseError as error:
            raise UnavailableError("database") from error.orig
        try:
            yield connection
        except BaseException:
            await connection.exec_driver_sql("ROLLBACK")
            raise
        await connection.exec_driver_sql("COMMIT")
