"""Migrate the database, at start or as a job; any number of replicas may try at once."""

import asyncio
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
import structlog
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.ext.asyncio import AsyncConnection

from user_service.config import Settings
from user_service.migrations import postgresql, sqlite
from user_service.models.errors import MigrationRefusedError, UnavailableError
from user_service.repositories.postgresql import SCHEME as POSTGRESQL
from user_service.repositories.tables import metadata

HISTORY = Path(__file__).parent
RETRY_SECONDS = 1.0

log = structlog.get_logger(__name__)


async def migrate(
    settings: Settings, revision: str = "head", *, direction: Literal["up", "down"] = "up"
) -> None:
    """Bring the database to a revision: wholly, or not at all.

    Raises `MigrationRefusedError` where rows that exist stop it.
    """
    change = command.upgrade if direction == "up" else command.downgrade

    def run(connection: sa.Connection) -> None:
        change(alembic_config(connection), revision)
        if direction == "up" and revision == "head":
            validate(connection)

    async with exclusive_connection(settings) as connection:
        try:
            await connection.run_sync(run)
        except CommandError as error:
            raise MigrationRefusedError(str(error)) from error
    log.info("database migrated", revision=revision, direction=direction)


async def migrate_when_reachable(settings: Settings) -> None:
    """Migrate to the newest revision; wait for a database that is down."""
    while True:
        try:
            return await migrate(settings)
        except UnavailableError as error:
            log.warning("database cannot be migrated yet", error=repr(error.__cause__))
            await asyncio.sleep(RETRY_SECONDS)


def alembic_config(connection: sa.Connection, history: Path = HISTORY) -> Config:
    """Tell Alembic where the revisions are, and the connection to use."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(history).replace("%", "%%"))
    return config


def validate(connection: sa.Connection) -> None:
    """Read every column of every table, so that a migration that forgot one is undone."""
    for table in metadata.sorted_tables:
        connection.execute(sa.select(table).limit(0))


def exclusive_connection(settings: Settings) -> AbstractAsyncContextManager[AsyncConnection]:
    """Open a transaction that keeps other migrations of this service waiting."""
    if settings.database_url.get_secret_value().startswith(POSTGRESQL):
        return postgresql.exclusive_connection(settings)
    return sqlite.exclusive_connection(settings)
