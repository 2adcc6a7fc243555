"""Alembic's entry."""

import asyncio

import sqlalchemy as sa
from alembic import context

from minimal_service.config import load_settings
from minimal_service.migrations.rendering import render_item
from minimal_service.migrations.runner import exclusive_connection
from minimal_service.migrations.validation import EachRevision
from minimal_service.repositories.tables import metadata


def run(connection: sa.Connection) -> None:
    """Carry out what Alembic was asked for."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        on_version_apply=EachRevision(connection),
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_alone() -> None:
    """Do the same under the `alembic` command, which has no connection yet."""
    async with exclusive_connection(load_settings()) as connection:
        await connection.run_sync(run)


if (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    asyncio.run(run_alone())
