"""One migration at a time, on PostgreSQL."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateSchema

from full_service.config import Settings
from full_service.models.errors import UnavailableError
from full_service.repositories.postgresql import PostgresqlDatabase, create_engine

WAIT_SECONDS = 60
"""For another migration, or for a request that holds a table."""

SET_LOCAL = sa.text(
    "SELECT set_config('search_path', :schema, true), set_config('lock_timeout', :wait, true)"
)
"""For this transaction only, as a pooler gives the connection to another one after it."""
GAINED = sa.text(
    "SELECT relname, n_tup_ins - n_tup_del FROM pg_stat_xact_user_tables"
    " WHERE schemaname = current_schema()"
)
"""What this transaction has brought each table: others may store and delete rows meanwhile."""
LOCK = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(sa.bindparam("name"), 0)))


@asynccontextmanager
async def exclusive_connection(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that keeps other migrations of this schema waiting; make the schema.

    Raises `UnavailableError` if the connection cannot be made or breaks, or a lock is not had in
    time.
    """
    schema = settings.database_schema
    engine = create_engine(settings, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(SET_LOCAL, {"schema": schema, "wait": f"{WAIT_SECONDS}s"})
            await connection.execute(LOCK, {"name": f"migrations of {schema}"})
            await connection.execute(CreateSchema(schema, if_not_exists=True))
            yield connection
    except DBAPIError as error:
        if not PostgresqlDatabase.is_outage(error):
            raise
        raise UnavailableError("database") from error.orig


def stored_rows(connection: sa.Connection) -> Mapping[str, int]:
    """Return how many rows each table has got in this transaction, less those it has lost."""
    rows: Sequence[sa.Row[str, int]] = connection.execute(GAINED).all()
    return dict(rows)
