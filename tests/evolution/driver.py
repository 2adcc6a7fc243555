"""Runs inside a generated service: migrates, stores rows, reads them, and describes the database.

A job comes pickled on standard input, the answer goes pickled to standard output.
"""

import asyncio
import importlib
import pickle
import sys
from typing import Any

import sqlalchemy as sa
from pydantic import SecretStr


def describe(connection: sa.Connection) -> dict[str, Any]:
    """Return every table with what it is made of, by the names that the database has."""
    inspector = sa.inspect(connection)
    tables = set(inspector.get_table_names()) - {"alembic_version"}
    return {table: _table(inspector, table) for table in sorted(tables)}


def _table(inspector: sa.Inspector, table: str) -> dict[str, Any]:
    columns = {each["name"]: (str(each["type"]), each["nullable"]) for each in inspector.get_columns(table)}
    primary = inspector.get_pk_constraint(table)
    uniques = inspector.get_unique_constraints(table)
    keys = inspector.get_foreign_keys(table)
    checks = inspector.get_check_constraints(table)
    indexes = [each for each in inspector.get_indexes(table) if not each.get("duplicates_constraint")]
    return {
        "columns": columns,
        "primary": (primary["name"], primary["constrained_columns"]),
        "unique": sorted((str(each["name"]), each["column_names"]) for each in uniques),
        "keys": sorted((str(each["name"]), each["constrained_columns"], each["referred_table"]) for each in keys),
        "checks": sorted((str(each["name"]), each["sqltext"].replace('"', "")) for each in checks),
        "indexes": sorted((str(each["name"]), each["column_names"], bool(each["unique"])) for each in indexes),
    }


def _rows(connection: sa.Connection, table: sa.Table) -> list[dict[str, Any]]:
    """Read a table by its columns' own types."""
    return [dict(row) for row in connection.execute(sa.select(table).order_by(table.c.id)).mappings()]


class Service:
    """The service's own migrations and tables."""

    def __init__(self, package: str, url: str) -> None:
        self.package = package
        self.runner = importlib.import_module(f"{package}.migrations.runner")
        self.metadata = importlib.import_module(f"{package}.repositories.tables").metadata
        self._settings = importlib.import_module(f"{package}.config").Settings
        self.url = url
        self.settings = self._at(url)

    def _at(self, url: str) -> Any:
        return self._settings(database_url=SecretStr(url))

    async def run(self, function: Any, url: str | None = None) -> Any:
        async with self.runner.exclusive_connection(self._at(url or self.url)) as connection:
            return await connection.run_sync(function)

    async def migrate(self, revision: str, direction: str) -> None:
        await self.runner.migrate(self.settings, revision, direction=direction)

    async def refused(self, revision: str = "head", direction: str = "up") -> list[str]:
        """Migrate; return why not, if rows stop it."""
        try:
            await self.migrate(revision, direction)
        except self.runner.MigrationRefusedError as error:
            return [str(error)]
        return []

    async def refused_until_removed(self, *where: str) -> list[str]:
        """Migrate, and remove the rows of each table that stop it; return why they did."""
        reasons: list[str] = []
        while refused := await self.refused(*where):
            reasons += refused
            table = refused[0].partition(":")[0]
            await self.run(lambda connection, table=table: connection.execute(sa.delete(sa.table(table))))
        return reasons

    async def insert(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        def insert(connection: sa.Connection) -> None:
            for table, values in rows.items():
                connection.execute(sa.insert(self.metadata.tables[table]), values)

        await self.run(insert)

    async def clear(self) -> None:
        def clear(connection: sa.Connection) -> None:
            for table in reversed(self.metadata.sorted_tables):
                keys = {name: None for name, column in table.c.items() if column.foreign_keys and column.nullable}
                if keys:
                    connection.execute(sa.update(table).values(keys))
            for table in reversed(self.metadata.sorted_tables):
                connection.execute(sa.delete(table))

        await self.run(clear)

    async def counts(self) -> dict[str, int]:
        """How many rows each table has."""

        def count(connection: sa.Connection) -> dict[str, int]:
            tables = self.metadata.sorted_tables
            return {
                each.name: connection.execute(sa.select(sa.func.count()).select_from(each)).scalar_one()
                for each in tables
            }

        return dict(await self.run(count))

    async def rows(self) -> dict[str, list[dict[str, Any]]]:
        def read(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
            tables = [table for table in self.metadata.sorted_tables if "id" in table.c]
            return {table.name: _rows(connection, table) for table in tables}

        return dict(await self.run(read))

    async def rebuild(self) -> dict[str, int]:
        """Make the tables again from the events, where the service has them; say how many rows were wrong."""
        return dict((await self._of_read_models("rebuild"))._asdict())

    async def adopt(self) -> int:
        """Let events tell of the rows that were inserted; say of how many."""
        return int(await self._of_read_models("adopt"))

    async def _of_read_models(self, method: str) -> Any:
        drivers = importlib.import_module(f"{self.package}.repositories.drivers")
        models = importlib.import_module(f"{self.package}.repositories.read_models")
        database = await drivers.open_database(self.settings, on_lost=lambda: None)
        try:
            return await getattr(models.ReadModels(database), method)()
        finally:
            await database.close()

    async def stands(self) -> dict[str, Any]:
        """What the migrations made."""
        return dict(await self.run(describe))

    async def meant(self, scratch: str) -> dict[str, Any]:
        """What the tables in the code would make, in a database of their own."""

        def make(connection: sa.Connection) -> dict[str, Any]:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("CREATE SCHEMA meant")
                connection.exec_driver_sql("SET LOCAL search_path TO meant")
                connection.execution_options(schema_translate_map={None: "meant"})
            self.metadata.create_all(connection)
            found = describe(connection)
            self.metadata.drop_all(connection)
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("DROP SCHEMA meant CASCADE")
            return found

        return dict(await self.run(make, scratch))


async def main(job: dict[str, Any]) -> list[Any]:
    """Do each order of the job and return the answers."""
    service = Service(job["package"], job["url"])
    answers = []
    for order, *arguments in job["orders"]:
        answers.append(await getattr(service, order)(*arguments))
    return answers


if __name__ == "__main__":
    result = asyncio.run(main(pickle.load(sys.stdin.buffer)))  # noqa: S301  from the test
    sys.stdout.buffer.write(b"ANSWER" + pickle.dumps(result))
