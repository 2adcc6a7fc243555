"""Statements on SQLite, and what its errors mean."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import aiosqlite as aiosqlite_dialect

from full_service.models.errors import InvalidValueError
from full_service.repositories import constraints
from full_service.repositories.database import ConstraintError
from full_service.repositories.sql import Row, Statement

DIALECT = aiosqlite_dialect.dialect()


class SqliteConnection:
    """A connection, for one unit of work."""

    def __init__(
        self,
        connection: aiosqlite.Connection,
        translated: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._connection = connection
        self._translated = translated

    async def fetch(self, statement: Statement, /, **values: object) -> list[Row]:
        """Run a statement and return its rows."""
        compiled = statement.compiled(DIALECT)
        try:
            arguments = compiled.arguments(values)
            with self._translated():
                rows = await self._connection.execute_fetchall(compiled.sql, arguments)
        except sqlite3.IntegrityError as error:
            raise await self._refusal(error, statement, values) from error
        except OverflowError as error:
            raise InvalidValueError from error
        return [compiled.row(row) for row in rows]

    async def _refusal(
        self, error: sqlite3.IntegrityError, statement: Statement, values: Mapping[str, object]
    ) -> Exception:
        """Find the name of the constraint, which SQLite keeps to itself."""
        match error.sqlite_errorcode:
            case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
                name = await self._broken_reference(statement, values)
                return ConstraintError("foreign key", name)
            case sqlite3.SQLITE_CONSTRAINT_UNIQUE | sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
                columns = str(error).removeprefix("UNIQUE constraint failed: ").split(", ")
                return ConstraintError("unique", constraints.unique_name(statement.table, columns))
            case sqlite3.SQLITE_CONSTRAINT_CHECK | sqlite3.SQLITE_CONSTRAINT_NOTNULL:
                return InvalidValueError()
            case _:
                return error

    async def _broken_reference(
        self, statement: Statement, values: Mapping[str, object]
    ) -> str | None:
        for name, column, target in constraints.references(statement.table):
            if values.get(column) is not None:
                lookup = Statement(sa.select(target).where(target == sa.bindparam("value")))
                if not await self.fetch(lookup, value=values[column]):
                    return name
        return None
