"""Why the database refuses a statement, told from the codes that its errors carry.

PostgreSQL has SQLSTATE (appendix A of its manual), SQLite has extended result codes.
"""

import sqlite3
from collections.abc import Mapping
from enum import Enum, auto

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession


class Refusal(Enum):
    """What a statement was refused for."""

    UNIQUE = auto()
    """Another row has a value already."""
    REFERENCE = auto()
    """A value names a row that does not exist."""
    VALUE = auto()
    """A value is outside what a column holds."""
    MISSING = auto()
    """A column has no value."""


REFUSALS: dict[str | int | None, Refusal] = {
    "23505": Refusal.UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: Refusal.UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: Refusal.UNIQUE,
    "23503": Refusal.REFERENCE,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: Refusal.REFERENCE,
    "23502": Refusal.MISSING,
    "23514": Refusal.VALUE,
    sqlite3.SQLITE_CONSTRAINT_NOTNULL: Refusal.MISSING,
    sqlite3.SQLITE_CONSTRAINT_CHECK: Refusal.VALUE,
}
VALUE_CLASSES = {"22", "54"}
"""Classes of SQLSTATE: data exceptions, and a text that no index holds."""


def refusal(error: Exception) -> Refusal | None:
    """Return what a statement was refused for, or None if it is not the fault of a value."""
    if isinstance(error, OverflowError) or isinstance(getattr(error, "orig", None), OverflowError):
        return Refusal.VALUE
    code = code_of(error)
    if isinstance(code, str) and code[:2] in VALUE_CLASSES:
        return Refusal.VALUE
    return REFUSALS.get(code)


def code_of(error: Exception) -> str | int | None:
    """Return the code that the driver gave: an SQLSTATE, or a result code of SQLite."""
    if not isinstance(error, DBAPIError):
        return None
    state: str | None = getattr(error.orig, "sqlstate", None)
    result: int | None = getattr(error.orig, "sqlite_errorcode", None)
    return state or result


def unique_columns(error: Exception, table: sa.Table) -> tuple[str, ...]:
    """Return the columns that must be unique: SQLite names them, PostgreSQL the constraint."""
    name = _named(error, "constraint_name")
    if name is None:
        columns = str(getattr(error, "orig", "")).partition("failed: ")[2].split(", ")
        return tuple(column.removeprefix(f"{table.name}.") for column in columns)
    uniques = [each for each in table.constraints if isinstance(each, sa.UniqueConstraint)]
    named = {str(each.name): each.columns for each in uniques}
    named |= {str(each.name): each.columns for each in table.indexes}
    return tuple(named[name].keys()) if name in named else ()


async def reference_columns(
    error: Exception, table: sa.Table, values: Mapping[str, object], session: AsyncSession
) -> tuple[str, ...]:
    """Return the columns that refer to nothing; SQLite does not tell, so look each one up."""
    name = _named(error, "constraint_name")
    for key in table.foreign_key_constraints:
        referred = {each.column: values.get(each.parent.name) for each in key.elements}
        if name is not None:
            is_broken = str(key.name) == name
        elif None in referred.values():
            is_broken = False
        else:
            matches = [target == value for target, value in referred.items()]
            found = await session.execute(sa.select(*referred).where(*matches))
            is_broken = found.first() is None
        if is_broken:
            return tuple(key.column_keys)
    return ()


def is_of_later_release(error: Exception, table: sa.Table) -> bool:
    """Whether the column without a value is one that the table did not have in this release."""
    column = _named(error, "column_name")
    if column is None:
        column = str(getattr(error, "orig", "")).rpartition(".")[2]
    return column not in table.c


def _named(error: Exception, what: str) -> str | None:
    """Return what PostgreSQL names in an error; SQLite has it in the message, if at all."""
    driver_error = error.driver_exception if isinstance(error, DBAPIError) else error
    name: str | None = getattr(driver_error, what, None)
    return name
