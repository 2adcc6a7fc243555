"""Migrate the database, at start or as a job; any number of replicas may try at once."""

import asyncio
from collections.abc import Collection
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

from minimal_service.config import Settings
from minimal_service.migrations import sqlite
from minimal_service.migrations.declared import missing_parts, missing_rules
from minimal_service.migrations.heads import HISTORY, own_revisions
from minimal_service.models.errors import MigrationRefusedError, UnavailableError

NEWEST = {"head", "heads"}
RETRY_SECONDS = 1.0

BROKEN_RULES = ("22", "23", "54")
"""Classes of SQLSTATE: values that do not fit, constraints that they break, and what has no room."""

WAY_BACK = "go back with the code that has it (alembic downgrade), or restore a backup"
WAY_ON = 'write one: alembic upgrade head, then alembic revision --autogenerate -m "what changes"'

log = structlog.get_logger(__name__)


async def migrate(
    settings: Settings, revision: str = "heads", *, direction: Literal["up", "down"] = "up"
) -> None:
    """Bring the database to a revision: wholly, or not at all.

    One that a later release has migrated stays as it is. Raises `MigrationRefusedError` where rows
    or revisions stop it.
    """
    change = command.upgrade if direction == "up" else command.downgrade
    newest = direction == "up" and revision in NEWEST

    def run(connection: sa.Connection) -> bool:
        stored = stored_revisions(connection)
        needed = not (newest and is_passed(stored))
        if needed:
            require_known(stored)
            change(alembic_config(connection), revision)
        if newest:
            validate(connection, thoroughly=stored_revisions(connection) != stored)
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


def is_passed(stored: Collection[str]) -> bool:
    """Say whether a later release, which runs beside this one or did, has migrated the database."""
    own = own_revisions()
    return own.are_passed(stored) and own.are_reached(stored)


def require_known(stored: Collection[str]) -> None:
    """Raise `MigrationRefusedError` for a database at a revision that this code does not have."""
    if unknown := own_revisions().unknown(stored):
        raise MigrationRefusedError(f"{at_unknown(unknown)}; {WAY_BACK}")


def stored_revisions(connection: sa.Connection) -> tuple[str, ...]:
    """Return the revisions that the database is at."""
    return MigrationContext.configure(connection).get_current_heads()


def at_unknown(revisions: Collection[str]) -> str:
    """Tell of revisions that the database is at, and that only other code knows."""
    return f"it is at {', '.join(sorted(revisions))}, a revision that this code does not have"


def is_of_rows(error: DBAPIError) -> bool:
    """Say whether rows stopped a revision that did not look for them."""
    state = getattr(error.orig, "sqlstate", None) or ""
    return isinstance(error, IntegrityError) or state.startswith(BROKEN_RULES)


def alembic_config(connection: sa.Connection, history: Path = HISTORY) -> Config:
    """Tell Alembic where the revisions are, and the connection to use."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(history).replace("%", "%%"))
    return config


def validate(connection: sa.Connection, *, thoroughly: bool) -> None:
    """Raise `MigrationRefusedError` if the database has not all that the code reads and writes."""
    missing = ", ".join(missing_parts(connection))
    if not missing and thoroughly:
        missing = ", ".join(missing_rules(connection))
    if not missing:
        return
    if unknown := own_revisions().unknown(stored_revisions(connection)):
        raise MigrationRefusedError(
            f"{at_unknown(unknown)}, and it has no {missing}, which this code needs; {WAY_BACK}"
        )
    raise MigrationRefusedError(f"no revision makes {missing}, which the code has; {WAY_ON}")


def exclusive_connection(settings: Settings) -> AbstractAsyncContextManager[AsyncConnection]:
    """Open a transaction that keeps other migrations of this service waiting."""
    return sqlite.exclusive_connection(settings)
