"""Databases for tests, copied from one that the migrations made."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from pydantic import SecretStr

from tests.postgresql import PostgresqlDatabases
from user_service.config import Settings
from user_service.migrations.runner import migrate


class Databases(Protocol):
    """Makes databases, and reaches into them behind the service's back."""

    async def empty(self) -> str:
        """Make a database without tables."""
        ...

    async def migrated(self) -> str:
        """Make a database at the newest revision."""
        ...

    async def take_back(self, url: str) -> None:
        """Let another test have a database at the newest revision, whose rows may go."""
        ...

    async def count(self, url: str, table: str) -> int:
        """Count the rows that are committed."""
        ...

    def locked(self, url: str, table: str) -> AbstractAsyncContextManager[None]:
        """Keep those who want to write into a table waiting."""
        ...

    async def close(self) -> None:
        """Remove what was made."""
        ...


class SqliteDatabases:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        asyncio.run(migrate(Settings(database_url=SecretStr(f"sqlite:///{self._template}"))))

    async def empty(self) -> str:
        return f"sqlite:///{self._folder / uuid4().hex}.db"

    async def migrated(self) -> str:
        url = await self.empty()
        shutil.copyfile(self._template, _file(url))
        return url

    async def take_back(self, url: str) -> None:
        """Keep it: a new copy costs less than to empty it."""

    async def count(self, url: str, table: str) -> int:
        with closing(sqlite3.connect(_file(url))) as connection:
            row = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
            return int(row[0])

    @asynccontextmanager
    async def locked(self, url: str, table: str) -> AsyncIterator[None]:  # noqa: ARG002
        with closing(sqlite3.connect(_file(url), isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield

    async def close(self) -> None:
        """pytest removes the folder."""


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def new_databases(folder: Path) -> Databases:
    """Choose where the tests keep their databases."""
    if server := os.environ.get("TEST_DATABASE_URL"):
        return PostgresqlDatabases(server)
    return SqliteDatabases(folder)
