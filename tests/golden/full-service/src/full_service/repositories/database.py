"""What repositories need from a database."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Literal, Protocol

from full_service.repositories.sql import Row, Statement


class ConstraintError(Exception):
    """A constraint of the database refused a statement."""

    def __init__(self, kind: Literal["unique", "foreign key"], name: str | None) -> None:
        super().__init__(f"{kind} constraint {name}")
        self.kind = kind
        self.name = name


class DatabaseConnection(Protocol):
    """One connection, for one unit of work."""

    async def fetch(self, statement: Statement, /, **values: object) -> list[Row]:
        """Run a statement and return its rows.

        Raises `ConstraintError`, `InvalidValueError`, or, if there is no answer,
        `UnavailableError`.
        """
        ...


class Database(Protocol):
    """A pool of connections."""

    def read(self) -> AbstractAsyncContextManager[DatabaseConnection]:
        """Lend a connection on which each statement stands alone."""
        ...

    def write(self, lock: str | None = None) -> AbstractAsyncContextManager[DatabaseConnection]:
        """Lend a connection in a transaction, committed at the end, rolled back on an error.

        With a lock, raise `RequestInProgressError` while another transaction holds it.
        """
        ...

    async def check(self) -> None:
        """Raise unless the database answers and has been migrated."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


OnLost = Callable[[], None]
"""Called when a connection breaks."""
