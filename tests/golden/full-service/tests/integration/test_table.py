"""A table with everything that a table can refuse; on SQLite always, whatever the tests run on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Literal, cast
from uuid import UUID

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from full_service.config import Settings
from full_service.migrations.runner import exclusive_connection
from full_service.models.base import BaseResource
from full_service.models.concurrency import IdempotencyKey
from full_service.models.errors import (
    AlreadyExistsError,
    IdempotencyKeyReusedError,
    InvalidValueError,
    StillReferencedError,
    UnavailableError,
    UnknownReferenceError,
    VersionMismatchError,
)
from full_service.models.identifiers import new_id
from full_service.repositories import idempotency
from full_service.repositories.base import BaseRepository, TableMapping
from full_service.repositories.columns import Base, BaseRow
from full_service.repositories.database import Database
from full_service.repositories.drivers import open_database
from full_service.repositories.unit_of_work import SqlStorage
from tests.caches import new_cache
from tests.databases import Databases, SqliteDatabases


class Leaf(BaseResource, frozen=True):
    number: int | None
    code: int
    parent_id: UUID | None = None


class OtherRow(BaseRow):
    __abstract__ = True

    metadata = sa.MetaData(naming_convention=Base.metadata.naming_convention)


class LeafRow(OtherRow):
    __tablename__ = "leaves"
    __table_args__ = (
        sa.CheckConstraint("number < 100", name="number"),
        sa.UniqueConstraint("number"),
        sa.Index("uq_leaves_code", "code", unique=True),
    )

    number: Mapped[int] = mapped_column(sa.Integer)
    code: Mapped[int] = mapped_column(sa.Integer)
    parent_id: Mapped[UUID | None] = mapped_column(sa.Uuid, sa.ForeignKey("leaves.id"))
    colour: Mapped[str] = mapped_column(sa.Text, default="green")
    note: Mapped[str | None] = mapped_column(sa.Text)


MAPPING = TableMapping(LeafRow, Leaf, title="leaf")


@pytest.fixture(params=["of all tests", "SQLite"])
async def stores(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Databases:
    if request.param == "SQLite":
        return await asyncio.to_thread(SqliteDatabases, tmp_path)
    return databases


@pytest.fixture
async def database_url(stores: Databases) -> str:
    return await stores.migrated()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    settings = Settings(database_url=SecretStr(database_url))
    async with exclusive_connection(settings) as connection:
        await connection.run_sync(OtherRow.metadata.create_all)
    database = await open_database(settings, on_lost=lambda: None)
    yield database
    await database.close()


async def add(database: Database, **values: object) -> Leaf:
    async with database.write() as session:
        return await BaseRepository(session, MAPPING).add(values)


@pytest.mark.parametrize("name", ["number", "code"])
async def test_value_that_another_has(database: Database, name: str) -> None:
    first = await add(database, number=1, code=1)
    with pytest.raises(AlreadyExistsError) as raised:
        await add(database, **{"number": 2, "code": 2, name: 1})
    assert raised.value.fields == (name,)
    async with database.read() as session:
        assert await BaseRepository(session, MAPPING).get(first.id) == first


async def test_reference_to_nothing(database: Database) -> None:
    with pytest.raises(UnknownReferenceError) as raised:
        await add(database, number=1, code=1, parent_id=new_id())
    assert raised.value.field == "parent_id"


async def test_what_others_refer_to_stays(database: Database) -> None:
    parent = await add(database, number=1, code=1)
    child = await add(database, number=2, code=2, parent_id=parent.id)
    with pytest.raises(StillReferencedError):
        async with database.write() as session:
            await BaseRepository(session, MAPPING).remove(parent)
    async with database.write() as session:
        assert await BaseRepository(session, MAPPING).remove(child)
        assert await BaseRepository(session, MAPPING).remove(parent)


async def test_another_version_is_left_alone(database: Database) -> None:
    leaf = await add(database, number=1, code=1)
    async with database.write() as session:
        repository = BaseRepository(session, MAPPING)
        changed = await repository.update(leaf, {"code": 7})
        assert changed is not None
        assert changed.version == 2
        assert await repository.update(leaf, {"code": 8}) is None
        assert not await repository.remove(leaf)
        assert await repository.get(leaf.id) == changed


@pytest.mark.parametrize("number", [2**70, 2**40, 100])
async def test_value_that_no_column_holds(database: Database, number: int) -> None:
    with pytest.raises(InvalidValueError):
        await add(database, number=number, code=1)


async def test_value_that_the_code_has_forgotten_is_a_mistake(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await add(database, number=None, code=1)


async def test_column_of_a_later_release_is_an_outage(
    database: Database, database_url: str
) -> None:
    later = cast("sa.Table", LeafRow.__table__).to_metadata(sa.MetaData())
    later.append_column(sa.Column("shape", sa.Text, nullable=False))
    async with exclusive_connection(Settings(database_url=SecretStr(database_url))) as connection:
        await connection.run_sync(OtherRow.metadata.drop_all)
        await connection.run_sync(later.metadata.create_all)
    with pytest.raises(UnavailableError):
        await add(database, number=1, code=1)


async def test_row_that_only_a_later_release_can_read_is_an_outage(database: Database) -> None:
    class FirstLeaf(Leaf, frozen=True):
        code: Literal[1]

    leaf = await add(database, number=1, code=2)
    first = TableMapping(LeafRow, FirstLeaf, title="leaf")
    with pytest.raises(UnavailableError):
        async with database.read() as session:
            await BaseRepository(session, first).get(leaf.id)


async def test_failure_that_the_code_passes_over(
    database: Database, stores: Databases, database_url: str
) -> None:
    """PostgreSQL would roll back, without a word, what SQLite commits."""
    await add(database, number=1, code=1)
    kept = 2
    try:
        async with database.write() as session:
            repository = BaseRepository(session, MAPPING)
            await repository.add({"number": 2, "code": 2})
            with suppress(AlreadyExistsError):
                await repository.add({"number": 1, "code": 3})
    except RuntimeError:
        kept = 1
    assert await stores.count(database_url, "leaves") == kept


async def test_failure_in_a_part_of_a_transaction(
    database: Database, stores: Databases, database_url: str
) -> None:
    async with database.write() as session:
        repository = BaseRepository(session, MAPPING)
        await repository.add({"number": 1, "code": 1})
        with pytest.raises(AlreadyExistsError):
            async with session.begin_nested():
                await repository.add({"number": 1, "code": 2})
        await repository.add({"number": 2, "code": 2})
    assert await stores.count(database_url, "leaves") == 2


async def test_what_only_reads_changes_nothing(database: Database) -> None:
    leaf = await add(database, number=1, code=1)
    async with database.read() as session:
        repository = BaseRepository(session, MAPPING)
        for change in (
            repository.add({"number": 2, "code": 2}),
            repository.update(leaf, {"code": 2}),
            repository.remove(leaf),
        ):
            with pytest.raises(RuntimeError, match="open one to write"):
                await change


async def test_changes_of_a_team_s_own_are_versions(database: Database) -> None:
    async with database.write() as session:
        session.add(LeafRow(number=1, code=1))
    async with database.write() as session:
        row = (await session.scalars(sa.select(LeafRow))).one()
        first, row.code = (row.version, row.updated_at), 2
    async with database.write() as session:
        await session.execute(sa.update(LeafRow).values(code=3))
    async with database.read() as session:
        (leaf,) = (await session.scalars(sa.select(LeafRow))).all()
    assert (first[0], leaf.version, leaf.code) == (1, 3, 3)
    assert leaf.created_at <= first[1] < leaf.updated_at


async def test_entity_that_another_one_has_changed(database: Database) -> None:
    leaf = await add(database, number=1, code=1)
    with pytest.raises(VersionMismatchError):  # noqa: PT012 - raised at the end
        async with database.write() as session:
            row = await session.get_one(LeafRow, leaf.id)
            await session.execute(sa.update(cast("sa.Table", LeafRow.__table__)).values(code=2))
            row.code = 3


async def test_entity_of_what_was_removed_is_gone(database: Database) -> None:
    leaf = await add(database, number=1, code=1)
    async with database.write() as session:
        await session.get_one(LeafRow, leaf.id)
        assert await BaseRepository(session, MAPPING).remove(leaf)
        assert await session.get(LeafRow, leaf.id) is None


async def test_column_that_only_the_table_has(database: Database) -> None:
    leaf = await add(database, number=1, code=1)
    async with database.read() as session:
        row = await session.get_one(LeafRow, leaf.id)
    assert (row.colour, row.note) == ("green", None)


def test_field_without_a_column() -> None:
    class Flower(Leaf, frozen=True):
        scent: str

    with pytest.raises(TypeError, match=r"no column of leaves holds Flower\.scent"):
        TableMapping(LeafRow, Flower, title="flower")


def test_column_that_nothing_fills() -> None:
    with pytest.raises(TypeError, match=r"no field of BaseResource fills leaves\.number"):
        TableMapping(LeafRow, BaseResource, title="bud")


async def test_failure_leaves_nothing(
    database: Database, stores: Databases, database_url: str
) -> None:
    async def fail() -> None:
        async with database.write() as session:
            await BaseRepository(session, MAPPING).add({"number": 1, "code": 1})
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert await stores.count(database_url, "leaves") == 0


async def test_answers_are_forgotten_in_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage, key = SqlStorage(database, new_cache()), IdempotencyKey("scope", "digest")
    leaf = await add(database, number=1, code=1)
    async with storage.write(key) as work:
        await work.idempotency.store(key, leaf)
    await storage.purge()
    async with storage.read() as work:
        assert await work.idempotency.find(key, Leaf) == leaf
        with pytest.raises(IdempotencyKeyReusedError):
            await work.idempotency.find(IdempotencyKey("scope", "another"), Leaf)
    monkeypatch.setattr(idempotency, "KEPT", timedelta(0))
    await storage.purge()
    async with storage.read() as work:
        assert await work.idempotency.find(key, Leaf) is None
