"""The tables are made again from the events."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

import httpx2
import pytest
import sqlalchemy as sa

from full_service import main
from full_service.config import Settings, variable
from full_service.models.aggregates import UnreadableEventError
from full_service.models.base import BaseResource
from full_service.models.errors import UnavailableError
from full_service.repositories import read_models
from full_service.repositories.base import TableMapping
from full_service.repositories.database import Database
from full_service.repositories.drivers import open_database
from full_service.repositories.event_rows import MAPPINGS
from full_service.repositories.event_store import EVENTS
from full_service.repositories.read_models import ReadModels
from tests.samples import SAMPLES, Json, Sample, make

every_kind = pytest.mark.parametrize("sample", SAMPLES.values(), ids=str)

ANY = {"If-Match": "*"}
ONE = next(iter(SAMPLES.values()))
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = await open_database(settings, on_lost=lambda: None)
    yield database
    await database.close()


@pytest.fixture(autouse=True)
def _few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_models, "PAGE", 2)


def table_of(sample: Sample) -> sa.Table:
    return next(each.table for each in MAPPINGS if each.table.name == sample.table)


async def rows(database: Database) -> dict[str, list[Any]]:
    """Return all that the tables show."""
    found = {}
    async with database.read() as session:
        for mapping in MAPPINGS:
            ordered = sa.select(mapping.table).order_by(mapping.table.c.id)
            found[mapping.table.name] = list(await session.execute(ordered))
    return found


async def made_of(client: httpx2.AsyncClient, sample: Sample) -> list[Json]:
    return [await make(client, sample, number) for number in range(3)]


@every_kind
async def test_nothing_is_wrong(
    client: httpx2.AsyncClient, database: Database, sample: Sample
) -> None:
    first, *_ = await made_of(client, sample)
    await client.delete(f"{sample.path}/{first['id']}", headers=ANY)
    before = await rows(database)
    rebuilt = await ReadModels(database).rebuild()
    assert rebuilt.mended == 0
    assert rebuilt.entities == sum(map(len, before.values()))
    assert await rows(database) == before


@every_kind
async def test_rows_that_are_gone_come_back(
    client: httpx2.AsyncClient, database: Database, sample: Sample
) -> None:
    await made_of(client, sample)
    before = await rows(database)
    async with database.write() as session:
        for mapping in reversed(MAPPINGS):
            await session.execute(sa.delete(mapping.table))
    rebuilt = await ReadModels(database).rebuild()
    assert rebuilt.mended == sum(map(len, before.values()))
    assert await rows(database) == before


@every_kind
async def test_rows_that_are_wrong_are_mended(
    client: httpx2.AsyncClient, database: Database, sample: Sample
) -> None:
    _, one, other = await made_of(client, sample)
    before, table = await rows(database), table_of(sample)
    async with database.write() as session:
        wrong = sa.update(table).values(version=7, created_at=LONG_AGO)
        await session.execute(wrong.where(table.c.id.in_([UUID(one["id"]), UUID(other["id"])])))
    rebuilt = await ReadModels(database).rebuild()
    assert rebuilt.mended == 2
    assert await rows(database) == before


@every_kind
async def test_rows_from_elsewhere_stay_until_they_are_adopted(
    client: httpx2.AsyncClient, database: Database, sample: Sample
) -> None:
    """One of which no event tells, and one that is later than its events."""
    first, *_, last = await made_of(client, sample)
    table = table_of(sample)
    async with database.write() as session:
        await session.execute(sa.delete(EVENTS).where(EVENTS.c.aggregate_id == UUID(last["id"])))
    before = await rows(database)
    rebuilt = await ReadModels(database).rebuild()
    assert (rebuilt.mended, rebuilt.unknown) == (0, 1)
    assert await rows(database) == before
    async with database.write() as session:
        later = sa.update(table).where(table.c.id == UUID(first["id"]))
        await session.execute(later.values(version=7, created_at=LONG_AGO))
    before = await rows(database)
    assert await ReadModels(database).adopt() == 2
    assert await ReadModels(database).adopt() == 0
    rebuilt = await ReadModels(database).rebuild()
    assert (rebuilt.mended, rebuilt.unknown) == (0, 0)
    assert await rows(database) == before
    for made in (first, last):
        removed = await client.delete(f"{sample.path}/{made['id']}", headers=ANY)
        assert removed.status_code == 204


async def test_row_that_the_code_cannot_read_is_mended(
    client: httpx2.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make(client, ONE)
    before, read = await rows(database), TableMapping.resource
    reads = count()

    def fail_first(mapping: TableMapping[BaseResource], row: Sequence[object]) -> BaseResource:
        if next(reads) == 0:
            raise UnavailableError("database")
        return read(mapping, row)

    monkeypatch.setattr(TableMapping, "resource", fail_first)
    assert (await ReadModels(database).rebuild()).mended == 1
    assert await rows(database) == before


async def test_event_that_cannot_be_applied_stops_the_rebuild_alone(
    client: httpx2.AsyncClient, database: Database
) -> None:
    made, *others = await made_of(client, ONE)
    assert (await client.get(ONE.path)).status_code == 200
    this = EVENTS.c.aggregate_id == UUID(made["id"])
    async with database.write() as session:
        data = await session.scalar(sa.select(EVENTS.c.data).where(this))
        await session.execute(sa.update(EVENTS).where(this).values(data={}))
        gone = table_of(ONE).c.id == UUID(others[0]["id"])
        await session.execute(sa.delete(table_of(ONE)).where(gone))
    before = await rows(database)
    with pytest.raises(UnreadableEventError, match="not available"):
        await ReadModels(database).rebuild()
    assert await rows(database) == before
    assert (await client.get(f"{ONE.path}/{made['id']}")).status_code == 200
    async with database.write() as session:
        await session.execute(sa.update(EVENTS).where(this).values(data=data))
    assert (await ReadModels(database).rebuild()).mended == 1
    assert (await client.get(f"{ONE.path}/{others[0]['id']}")).status_code == 200


async def test_row_that_is_behind_its_events_is_not_adopted(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await make(client, ONE)
    async with database.write() as session:
        await session.execute(sa.update(table_of(ONE)).values(created_at=LONG_AGO, version=1))
    assert await ReadModels(database).adopt() == 0
    assert (await ReadModels(database).rebuild()).mended == 1


async def test_events_of_a_kind_that_was_taken_out_are_passed_over(
    client: httpx2.AsyncClient, database: Database
) -> None:
    made = await make(client, ONE)
    async with database.write() as session:
        this = EVENTS.c.aggregate_id == UUID(made["id"])
        await session.execute(sa.update(EVENTS).where(this).values(aggregate="TakenOut"))
        gone = table_of(ONE).c.id == UUID(made["id"])
        await session.execute(sa.delete(table_of(ONE)).where(gone))
    before = await rows(database)
    assert (await ReadModels(database).rebuild()).mended == 0
    assert await rows(database) == before


async def test_writers_go_on_while_it_runs(client: httpx2.AsyncClient, database: Database) -> None:
    """What they write in the meantime is neither lost nor taken for wrong."""

    async def write() -> None:
        for number in (0, 1, 2):
            for _ in range(4):
                made = await make(client, ONE, number)
                await client.delete(f"{ONE.path}/{made['id']}", headers=ANY)
            await make(client, ONE, number)

    writing = asyncio.create_task(write())
    rebuilds = 0
    while not writing.done():
        await ReadModels(database).rebuild()
        rebuilds += 1
    await writing
    assert rebuilds
    assert (await ReadModels(database).rebuild()).mended == 0
    assert len((await rows(database))[ONE.table]) == 3


async def test_both_are_commands(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = await make(client, ONE)
    async with database.write() as session:
        await session.execute(sa.update(table_of(ONE)).values(version=7))
    monkeypatch.setattr(main, "configure_logging", lambda _: None)
    monkeypatch.setenv(variable("database_url"), settings.database_url.get_secret_value())
    monkeypatch.setattr("sys.argv", ["full-service", "projections", "rebuild"])
    await asyncio.to_thread(main.main)
    assert (await client.get(f"{ONE.path}/{made['id']}")).json() == made
    monkeypatch.setattr("sys.argv", ["full-service", "projections", "adopt"])
    async with database.write() as session:
        await session.execute(sa.update(table_of(ONE)).values(version=7))
    await asyncio.to_thread(main.main)
    assert (await client.delete(f"{ONE.path}/{made['id']}", headers=ANY)).status_code == 204
    await make(client, ONE)
    monkeypatch.setattr("sys.argv", ["full-service", "projections", "rebuild"])
    async with database.write() as session:
        await session.execute(sa.update(EVENTS).values(data={}))
    with pytest.raises(SystemExit, match=r"event \d+ .* cannot be applied"):
        await asyncio.to_thread(main.main)
