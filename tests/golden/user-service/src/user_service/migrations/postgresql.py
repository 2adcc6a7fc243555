"""One migration at a time, on PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema

from user_service.config import Settings
from user_service.models.errors import UnavailableError
from user_service.repositories.postgresql import UNAVAILABLE

LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


@asynccontextmanager
async def exclusive_connection(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that keeps other migrations of this schema waiting; make the schema."""

    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        try:
            return await asyncpg.connect(
                settings.database_url.get_secret_value(),
                timeout=settings.database_timeout,
                server_settings={"search_path": settings.database_schema},
            )
        except UNAVAILABLE as error:
            raise UnavailableError("database") from error

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(LOCK, {"name": f"migrations of {settings.database_schema}"})
        await connection.execute(CreateSchema(settings.database_schema, if_not_exists=True))
        yield connection
