"""One migration at a time, on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import asyncpg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema

from full_service.config import Settings
from full_service.models.errors import UnavailableError
from full_service.repositories.postgresql import UNAVAILABLE

LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
WAIT_SECONDS = 60
"""For another migration, or for a request that holds a table."""


@asynccontextmanager
async def exclusive_connection(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that keeps other migrations of this schema waiting; make the schema.

    Raises `UnavailableError` if the connection cannot be made or breaks, or a lock is not had in
    time.
    """

    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        try:
            return await asyncpg.connect(
                settings.database_url.get_secret_value(),
                timeout=settings.database_timeout,
                server_settings={
                    "search_path": settings.database_schema,
                    "lock_timeout": f"{WAIT_SECONDS}s",
                },
            )
        except UNAVAILABLE as error:
            raise UnavailableError("database") from error

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    with _translated():
        async with engine.begin() as connection:
            await connection.execute(LOCK, {"name": f"migrations of {settings.database_schema}"})
            await connection.execute(CreateSchema(settings.database_schema, if_not_exists=True))
            yield connection


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        cause = error.orig.__cause__ if error.orig else None
        passing = isinstance(cause, (*UNAVAILABLE, asyncpg.LockNotAvailableError))
        if error.connection_invalidated or passing:
            raise UnavailableError("database") from cause
        raise
