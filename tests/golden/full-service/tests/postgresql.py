"""Databases of a PostgreSQL server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
from pydantic import SecretStr

from full_service.config import Settings
from full_service.migrations.runner import migrate

SCHEMA = Settings.model_fields["database_schema"].default


class PostgresqlDatabases:
    """Databases of one server, cloned from a template; to empty one is quicker than to clone another."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._made: list[str] = []
        self._free: list[str] = []
        self._template = asyncio.run(self.empty())
        asyncio.run(migrate(Settings(database_url=SecretStr(self._template))))

    async def empty(self) -> str:
        return await self._create("TEMPLATE template0 ENCODING 'UTF8'")

    async def migrated(self) -> str:
        if self._free:
            return self._free.pop()
        return await self._create(f"TEMPLATE {_name(self._template)}")

    async def take_back(self, url: str) -> None:
        kept = {"alembic_version", "projections"}
        async with _connected(url) as connection:
            query = "SELECT tablename FROM pg_tables WHERE schemaname = $1"
            names = {row["tablename"] for row in await connection.fetch(query, SCHEMA)} - kept
            tables = ", ".join(f'{SCHEMA}."{name}"' for name in sorted(names))
            await connection.execute(f"TRUNCATE {tables}")
            place = f"{SCHEMA}.projections"
            for row in await connection.fetch(f"SELECT place, name FROM {place}"):  # noqa: S608
                await connection.execute(f'TRUNCATE {row["place"]}."{row["name"]}"')
        self._free.append(url)

    async def count(self, url: str, table: str) -> int:
        query = f'SELECT count(*) FROM {SCHEMA}."{table}"'  # noqa: S608
        async with _connected(url) as connection:
            return int(await connection.fetchval(query))

    @asynccontextmanager
    async def locked(self, url: str, table: str) -> AsyncIterator[None]:
        async with _connected(url) as connection, connection.transaction():
            await connection.execute(f'LOCK TABLE {SCHEMA}."{table}" IN EXCLUSIVE MODE')
            yield

    async def close(self) -> None:
        async with _connected(self._server) as connection:
            for name in self._made:
                await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    async def _create(self, options: str) -> str:
        name = f"orders_test_{uuid4().hex}"
        async with _connected(self._server) as connection:
            await connection.execute(f"CREATE DATABASE {name} {options}")
        self._made.append(name)
        return urlsplit(self._server)._replace(path=f"/{name}").geturl()


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
