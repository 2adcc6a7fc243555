"""PostgreSQL, through asyncpg."""

import asyncio
import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from pydantic_core import from_json, to_json
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, DisconnectionError, NotSupportedError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from full_service.config import Settings
from full_service.models.errors import RequestInProgressError, UnavailableError
from full_service.repositories.database import (
    REVISIONS,
    Database,
    Limits,
    OnLost,
    follow_transactions,
)
from full_service.repositories.refusals import code_of
from full_service.server_url import for_driver

SCHEME = "postgresql://"

UNAVAILABLE_CLASSES = {
    "08",  # connection exception
    "26",  # a prepared statement that a pooler gave to another connection
    "28",  # invalid authorization
    "40",  # transaction rollback, such as a deadlock
    "53",  # insufficient resources
    "57",  # operator intervention
    "58",  # system error
}
UNAVAILABLE = {"25006", "3D000", "55P03"}
"""A read-only server, no such database, a lock that was not had in time."""

CANCEL_AFTER = 0.9
"""The part of its time after which a unit of work is cancelled. The rest is for the server to say
that it has stopped, so that no statement waits there for a lock; one that is silent is left."""

ADVISORY_LOCK = sa.select(
    sa.func.pg_try_advisory_xact_lock(sa.func.hashtextextended(sa.bindparam("name"), 0))
)
READ_ONLY = sa.select(sa.func.current_setting("transaction_read_only"))

UNPREPARED = {
    "statement_cache_size": 0,
    "prepared_statement_cache_size": 0,
    "prepared_statement_name_func": str,
}
"""For poolers that do not know prepared statements: only the unnamed one, of one transaction."""


class ReadOnlyError(Exception):
    """The server answers, but takes no changes, as after a failover."""


def create_engine(settings: Settings, **options: Any) -> AsyncEngine:  # noqa: ANN401 - SQLAlchemy's own
    """Make an engine for the server that the URL names; the server need not be up yet.

    Tables are qualified by the schema, and nothing is set for a session, so that a pooler may stand
    between.
    """
    url, connect_timeout = for_driver(settings.database_url.get_secret_value())
    arguments: dict[str, Any] = {
        "dsn": url,
        "timeout": min(connect_timeout or math.inf, settings.database_timeout),
    }
    if not settings.database_prepared_statements:
        arguments |= UNPREPARED
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args=arguments,
        execution_options={
            "schema_translate_map": {
                None: settings.database_schema,
                "read_models": settings.read_model_schema,
            }
        },
        json_serializer=lambda value: to_json(value).decode(),
        json_deserializer=from_json,
        hide_parameters=True,
        **options,
    )
    event.listen(engine.sync_engine, "do_connect", _reach)
    event.listen(engine.sync_engine, "checkout", _replace_if_closed)
    return engine


class PostgresqlDatabase(Database):
    """The schema that the service owns."""

    def __init__(
        self,
        reading: AsyncEngine,
        writing: AsyncEngine,
        limits: Limits,
        on_lost: OnLost,
        schema: str,
    ) -> None:
        super().__init__(reading, writing, limits, on_lost)
        self._schema = schema

    @classmethod
    async def open(cls, settings: Settings, on_lost: OnLost) -> "PostgresqlDatabase":
        """Make a pool, whose connections are opened as they are needed."""
        # Reads have the engine's own level: to change it costs as much as a small statement. The
        # unnamed statement of a read needs a transaction, which keeps it on its connection.
        alone = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
        # One connection more than there are places: the check never waits for a request.
        reading = create_engine(
            settings,
            pool_size=settings.database_pool_size + 1,
            max_overflow=0,
            **(alone if settings.database_prepared_statements else {}),
        )
        writing = reading.execution_options(isolation_level="READ COMMITTED")
        places = asyncio.Semaphore(settings.database_pool_size)

        @event.listens_for(reading.sync_engine, "connect")
        def watch(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's
            connection.driver_connection.add_termination_listener(lambda _: on_lost())

        follow_transactions(writing)
        limits = Limits(
            readers=places,
            writers=places,
            timeout=settings.database_timeout * CANCEL_AFTER,
            given_up_after=settings.database_timeout,
        )
        return cls(reading, writing, limits, on_lost, settings.database_schema)

    async def lock(self, session: AsyncSession, name: str) -> None:
        """Take a lock; it is the whole database's, where other services have schemas too."""
        if not await session.scalar(ADVISORY_LOCK, {"name": f"{self._schema} {name}"}):
            raise RequestInProgressError

    async def revisions(self) -> Collection[str]:
        """Return the revisions that the database is at; raise unless it takes changes."""
        async with self._reading.connect() as connection:
            if await connection.scalar(READ_ONLY) == "on":
                raise ReadOnlyError
            return (await connection.scalars(REVISIONS)).all()

    @staticmethod
    def is_outage(error: DBAPIError) -> bool:
        """Whether an error passes with time, or when an operator acts."""
        # A migration has changed a table under a cached plan: the next attempt makes a new one.
        if error.connection_invalidated or isinstance(error, NotSupportedError):
            return True
        state = str(code_of(error) or "")
        return state in UNAVAILABLE or state[:2] in UNAVAILABLE_CLASSES


def _reach(
    dialect: sa.Dialect, _: object, arguments: Sequence[Any], settings: Mapping[str, Any]
) -> Any:  # noqa: ANN401 - the driver's
    """Connect; whatever stands against that, it is for an operator to mend."""
    try:
        return dialect.connect(*arguments, **settings)
    except (OSError, dialect.loaded_dbapi.Error) as error:
        raise UnavailableError("database") from error


def _replace_if_closed(connection: Any, *_: object) -> None:  # noqa: ANN401 - the driver's
    """Let the pool replace a connection that broke while nobody used it: a ping costs a round trip."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
