"""One migration at a time, on SQLite."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import NullPool

from minimal_service.config import Settings
from minimal_service.models.errors import UnavailableError
from minimal_service.repositories.sqlite import create_writer

WAIT_SECONDS = 60
"""For another migration to end."""
ORPHANS: sa.Select[str, str, int] = (
    sa.select(sa.column("table", sa.String), sa.column("parent", sa.String), sa.func.count())
    .select_from(sa.text("pragma_foreign_key_check"))
    .group_by(sa.column("table"), sa.column("parent"))
    .order_by(sa.column("table"), sa.column("parent"))
)


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


def stored_rows(connection: sa.Connection) -> Mapping[str, int]:
    """Return how many rows each table has."""
    names = sa.inspect(connection).get_table_names()
    return {name: connection.execute(_count(name)).scalar_one() for name in names}


def _count(table: str) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(sa.table(table))


def orphans(connection: sa.Connection) -> Sequence[sa.Row[str, str, int]]:
    """Return tables with rows that refer to none, to which table, and how many: a migration may make some."""
    return connection.execute(ORPHANS).all()
