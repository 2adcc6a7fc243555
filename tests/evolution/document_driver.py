"""Runs inside a generated service: migrates, stores documents, reads them, and describes the database.

Jobs and answers are those of `driver`.
"""

import asyncio
import datetime as dt
import importlib
import pickle
import sys
from typing import Any

import sqlalchemy as sa
from pydantic import SecretStr

STATE = "schema_revisions"


class Service:
    """The service's own migrations and mappings."""

    def __init__(self, package: str, url: str) -> None:
        self.database_module = importlib.import_module(f"{package}.repositories.documents.database")
        self.values = importlib.import_module(f"{package}.repositories.documents.values")
        self.mappings = importlib.import_module(f"{package}.repositories.documents.mapping")
        self.columns = importlib.import_module(f"{package}.repositories.columns")
        self.runner = importlib.import_module(f"{package}.migrations.runner")
        self.metadata = importlib.import_module(f"{package}.repositories.tables").metadata
        self.settings = importlib.import_module(f"{package}.config").Settings(database_url=SecretStr(url))
        self.client = self.database_module.create_client(self.settings, timeoutMS=None)
        self.database = self.client.get_default_database()

    async def migrate(self, revision: str, direction: str) -> None:
        await self.runner.migrate(self.settings, revision, direction=direction)

    async def refused(self, revision: str = "head", direction: str = "up") -> list[str]:
        """Migrate; return why not, if documents stop it, in the words that tell of rows."""
        try:
            await self.migrate(revision, direction)
        except self.runner.MigrationRefusedError as error:
            text = str(error).replace("documents break", "rows break").replace("document breaks", "row breaks")
            return [text]
        return []

    async def refused_until_removed(self, *where: str) -> list[str]:
        """Migrate, and remove the documents of each collection that stop it; return why they did."""
        reasons: list[str] = []
        while refused := await self.refused(*where):
            reasons += refused
            await self.database[refused[0].partition(":")[0]].delete_many({})
        return reasons

    async def insert(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        for table, values in rows.items():
            columns = self.metadata.tables[table].c
            await self.database[table].insert_many([self._document(columns, row) for row in values])

    async def clear(self) -> None:
        for table in self.metadata.tables:
            await self.database[table].delete_many({})

    async def counts(self) -> dict[str, int]:
        return {table: await self.database[table].count_documents({}) for table in self.metadata.tables}

    async def rows(self) -> dict[str, list[dict[str, Any]]]:
        return {
            name: [self._row(table, each) async for each in self.database[name].find().sort("_id", 1)]
            for name, table in self.metadata.tables.items()
            if "id" in table.c
        }

    async def stands(self) -> dict[str, Any]:
        """What the migrations made: validators, and indexes by their names."""
        found = {}
        async for each in await self.database.list_collections():
            if each["name"] != STATE:
                indexes = await self.database[each["name"]].index_information()
                shown = sorted((name, repr(sorted(about.items(), key=str))) for name, about in indexes.items())
                found[each["name"]] = (repr(each["options"].get("validator")), shown)
        return dict(sorted(found.items()))

    async def drop(self) -> None:
        await self.client.drop_database(self.database.name)

    def _document(self, columns: Any, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "_id" if name == "id" else name: self._stored(columns[name].type, value)
            for name, value in row.items()
            if value is not None
        }

    def _stored(self, kind: sa.types.TypeEngine[Any], value: Any) -> Any:
        return self.values.to_bson(float(value) if isinstance(kind, sa.Double) else value)

    def _row(self, table: sa.Table, document: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self._read(column, document.get("_id" if name == "id" else name)) for name, column in table.c.items()
        }

    def _read(self, column: sa.Column[Any], value: Any) -> Any:
        found = self.values.from_bson(value)
        if isinstance(found, dt.datetime) and isinstance(column.type, sa.Date):
            return found.date()
        if isinstance(column.type, sa.DateTime) and isinstance(found, str):
            return dt.datetime.fromisoformat(found)
        return found


async def main(job: dict[str, Any]) -> list[Any]:
    """Do each order of the job and return the answers."""
    service = Service(job["package"], job["url"])
    answers = [await getattr(service, order)(*arguments) for order, *arguments in job["orders"]]
    await service.client.close()
    return answers


if __name__ == "__main__":
    result = asyncio.run(main(pickle.load(sys.stdin.buffer)))  # noqa: S301  from the test
    sys.stdout.buffer.write(b"ANSWER" + pickle.dumps(result))
