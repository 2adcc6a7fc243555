"""Units of work over a database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from user_service.models.concurrency import IdempotencyKey
from user_service.repositories.database import Database, DatabaseConnection
from user_service.repositories.idempotency import IdempotencyRepository
from user_service.repositories.team import TeamRepository
from user_service.repositories.user import UserRepository


class SqlUnitOfWork:
    """The repositories, over one connection."""

    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    @property
    def idempotency(self) -> IdempotencyRepository:
        """Answers to keep."""
        return IdempotencyRepository(self._connection)

    @property
    def teams(self) -> TeamRepository:
        """Stored teams."""
        return TeamRepository(self._connection)

    @property
    def users(self) -> UserRepository:
        """Stored users."""
        return UserRepository(self._connection)


class SqlStorage:
    """Where units of work come from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnitOfWork]:
        """Start a unit of work that changes nothing."""
        async with self._database.read() as connection:
            yield SqlUnitOfWork(connection)

    @asynccontextmanager
    async def write(self, key: IdempotencyKey | None = None) -> AsyncIterator[SqlUnitOfWork]:
        """Start one that is committed at its end, or rolled back if it raises."""
        async with self._database.write(key.scope if key else None) as connection:
            yield SqlUnitOfWork(connection)

    async def purge(self) -> None:
        """Remove what has expired."""
        async with self._database.write() as connection:
            await IdempotencyRepository(connection).purge()
