"""Migrate the database, at start or as a job; any number of replicas may try at once."""

import asyncio
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
import structlog
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from user_service.config import Settings
from user_service.migrations import postgresql, sqlite
from user_service.migrations.heads import HISTORY, own_revisions
from user_service.models.errors import MigrationRefusedError, UnavailableError
from user_service.repositories.postgresql import SCHEME as POSTGRESQL
from user_service.repositories.tables import metadata

NEWEST = {"head", "heads"}
RETRY_SECONDS = 1.0

BROKEN_RULES = ("22", "23", "54")
"""Classes of SQLSTATE: values that do not fit, constraints that they break, and what has no room."""

log = structlog.get_logger(__name__)


async def migrate(
    settings: Settings, revision: str = "heads", *, direction: Literal["up", "down"] = "up"
) -> None:
    """Bring the database to a revision: wholly, or not at all.

    One that a later release has migrated stays as it is. Raises `MigrationRefusedError` where rows
    that exist stop it.
    """
    change = command.upgrade if direction == "up" else command.downgrade
    newest = direction == "up" and revision in NEWEST

    def run(connection: sa.Connection) -> bool:
        needed = not (newest and is_passed(connection))
        if needed:
            change(alembic_config(connection), revision)
        if newest:
            validate(connection)
        return needed

    async with exclusive_connection(settings) as connection:
        try:
            done = await connection.run_sync(run)
        except CommandError as error:
            raise MigrationRefusedError(str(error)) from error
        except DBAPIError as error:
            if not is_of_rows(error):
                raise
            raise MigrationRefusedError(str(error.orig)) from error
    if done:
        log.info("database migrated", revision=revision, direction=direction)
    else:
        log.warning("a later release has migrated the database")


async def migrate_when_reachable(settings: Settings) -> None:
    """Migrate to the newest revision; wait for a database that is down."""
    while True:
        try:
            return await migrate(settings)
        except UnavailableError as error:
            log.warning("database cannot be migrated yet", error=repr(error.__cause__))
            await asyncio.sleep(RETRY_SECONDS)


def is_passed(connection: sa.Connection) -> bool:
    """Say whether a later release, which runs beside this one or did, has migrated the database."""
    stored = MigrationContext.configure(connection).get_current_heads()
    own = own_revisions()
    return own.are_passed(stored) and own.are_reached(stored)


def is_of_rows(error: DBAPIError) -> bool:
    """Say whether rows stopped a revision that did not look for them."""
    state = getattr(error.orig, "sqlstate", None) or ""
    return isinstance(error, IntegrityError) or state.startswith(BROKEN_RULES)


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
