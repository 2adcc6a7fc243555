"""One migration at a time, on SQLite."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import NullPool

from minimal_service.config import Settings
from minimal_service.models.errors import UnavailableError
from minimal_service.repositories.sqlite import create_writer

WAIT_SECONDS = 60
"""For another migration to end."""


@asynccontextmanager
async def exclusive_connection(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that keeps every other writer waiting.

    Raises `UnavailableError` if the file cannot be opened or is no database, or if another writer
    does not end in time.
    """
    engine = create_writer(settings, patience=WAIT_SECONDS, poolclass=NullPool)
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.begin())
        except DatabaseError as error:
            raise UnavailableError("database") from error.orig
        yield connection
