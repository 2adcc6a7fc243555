"""The cache hears of every change, whoever wrote the statement."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import httpx2
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from full_service.config import Settings
from full_service.repositories.cache import KINDS, Change
from full_service.repositories.changes import changes_of
from full_service.repositories.customer import CustomerRow
from full_service.repositories.drivers import open_database
from full_service.repositories.unit_of_work import SqlStorage, SqlUnitOfWork
from tests.caches import new_cache
from tests.samples import SAMPLES, make

KIND = "customers"
ONE = "one"
ALL = "all"
NONE = "none"
Action = Callable[[AsyncSession, UUID], Awaitable[object]]


async def change_entity(session: AsyncSession, row_id: UUID) -> None:
    entity = await session.get_one(CustomerRow, row_id)
    entity.version += 1


async def remove_entity(session: AsyncSession, row_id: UUID) -> None:
    await session.delete(await session.get_one(CustomerRow, row_id))


async def read(session: AsyncSession, row_id: UUID) -> None:
    await session.get_one(CustomerRow, row_id)
    await session.execute(sa.select(CustomerRow.version))


async def change_by_repository(session: AsyncSession, row_id: UUID) -> None:
    repository = SqlUnitOfWork(session).customers
    resource = await repository.get(row_id)
    assert resource is not None
    await repository.update(resource, {})


async def remove_by_repository(session: AsyncSession, row_id: UUID) -> None:
    repository = SqlUnitOfWork(session).customers
    resource = await repository.get(row_id)
    assert resource is not None
    await repository.remove(resource)


async def change_in_bulk(session: AsyncSession, row_id: UUID) -> None:
    change = sa.update(CustomerRow).values(version=CustomerRow.version + 1)
    await session.execute(change.where(CustomerRow.id == row_id))


async def change_by_insert(session: AsyncSession, _: UUID) -> None:
    nothing = sa.select(CustomerRow.__table__).where(sa.false())
    insert = sqlite.insert(CustomerRow).from_select(CustomerRow.__table__.c.keys(), nothing)
    await session.execute(insert)


async def change_by_text(session: AsyncSession, _: UUID) -> None:
    await session.execute(sa.text("SELECT 1"))


@pytest.mark.parametrize(
    ("action", "concerned"),
    [
        (read, NONE),
        (change_entity, ONE),
        (remove_entity, ONE),
        (change_by_repository, ONE),
        (remove_by_repository, ONE),
        (change_in_bulk, ALL),
        (change_by_insert, ALL),
        (change_by_text, ALL),
    ],
)
async def test_is_heard_of(
    client: httpx2.AsyncClient, storage: SqlStorage, action: Action, concerned: str
) -> None:
    row_id = UUID((await make(client, SAMPLES["customer"]))["id"])
    async with storage.write() as work:
        session = work._session  # noqa: SLF001
        await action(session, row_id)
    one, every = Change(KIND, row_id), Change(KIND, None)
    found = {change for change in changes_of(session) if change.kind == KIND}
    assert found == {ONE: {one}, ALL: {every}, NONE: set()}[concerned]


@pytest.fixture
async def storage(settings: Settings) -> AsyncIterator[SqlStorage]:
    database = await open_database(settings, on_lost=lambda: None)
    cache = new_cache()
    await cache.start()
    yield SqlStorage(database, cache)
    await cache.close()
    await database.close()


async def test_text_concerns_every_kind(storage: SqlStorage) -> None:
    async with storage.write() as work:
        session = work._session  # noqa: SLF001
        await session.execute(sa.text("SELECT 1"))
    assert {Change(kind, None) for kind in KINDS} <= changes_of(session)
