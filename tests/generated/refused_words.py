"""Run in the environment of generated services: which words of its input no table can have as a column's name.

The input is a JSON list of words, and the argument the URL of a PostgreSQL database; without one it is SQLite.
"""

import asyncio
import json
import sqlite3
import sys
from collections.abc import Iterator

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable


def statements(word: str, dialect: sa.Dialect) -> Iterator[str]:
    """Give what a service does with a column, with the quotes that SQLAlchemy puts."""
    table = sa.Table("words", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column(word, sa.Text))
    yield str(CreateTable(table).compile(dialect=dialect))
    yield str(CreateIndex(sa.Index("ix_words", table.c[word])).compile(dialect=dialect))
    yield str(sa.select(table).where(table.c[word] == sa.literal_column("'a'")).compile(dialect=dialect))
    yield str(sa.update(table).values({word: sa.literal_column("'a'")}).compile(dialect=dialect))


def refused_by_sqlite(words: list[str]) -> Iterator[str]:
    """Try each word on a database of its own."""
    for word in words:
        connection = sqlite3.connect(":memory:")
        try:
            for statement in statements(word, sqlite.dialect()):
                connection.execute(statement)
        except sqlite3.Error:
            yield word
        connection.close()


async def refused_by_postgresql(words: list[str], url: str) -> list[str]:
    """Try each word in a transaction of its own, and each that the server knows."""
    connection = await asyncpg.connect(url)
    known = [row["word"] for row in await connection.fetch("SELECT word FROM pg_get_keywords()")]
    refused = []
    for word in sorted({*words, *known}):
        transaction = connection.transaction()
        await transaction.start()
        try:
            for statement in statements(word, postgresql.dialect()):  # type: ignore[no-untyped-call]
                await connection.execute(statement)
        except asyncpg.PostgresError:
            refused.append(word)
        await transaction.rollback()
    await connection.close()
    return refused


given = json.load(sys.stdin)
found = asyncio.run(refused_by_postgresql(given, sys.argv[1])) if sys.argv[1:] else refused_by_sqlite(given)
print(json.dumps(sorted(found)))
