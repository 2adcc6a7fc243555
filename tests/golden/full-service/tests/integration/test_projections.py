"""Every read model shows what was changed, wherever it was when it followed."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import httpx2
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from pydantic import SecretStr

from full_service import main
from full_service.config import Settings, variable
from full_service.handlers.consistency import HEADER
from full_service.migrations.rebuilding import rebuild_read_models
from full_service.migrations.runner import exclusive_connection, migrate
from full_service.models.base import BaseResource
from full_service.models.errors import MigrationRefusedError, UnavailableError
from full_service.models.identifiers import new_id
from full_service.repositories.database import Database
from full_service.repositories.drivers import open_database
from full_service.repositories.read_model_changes import ReadModelRepository
from full_service.repositories.read_model_rows import MADE, ReadModelChangeRow
from full_service.repositories.read_model_tables import READ_MODELS, ReadModel
from full_service.services.projector import Projector
from tests.databases import Databases
from tests.samples import SAMPLES, Json, Sample, body, make

every_kind = pytest.mark.parametrize("sample", SAMPLES.values(), ids=str)

ANY = {"If-Match": "*"}
ONE = next(iter(SAMPLES.values()))


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = await open_database(settings, on_lost=lambda: None)
    yield database
    await database.close()


@pytest.fixture
async def empty(databases: Databases) -> Settings:
    return Settings(database_url=SecretStr(await databases.empty()))


@pytest.fixture
def projector(app: FastAPI) -> Projector:
    return app.state.services.read_models  # type: ignore[no-any-return]


def read_model_of(sample: Sample) -> ReadModel[Any]:
    return next(each for each in READ_MODELS.values() if each.source.table.name == sample.table)


async def rows(database: Database, columns: Sequence[sa.Column[Any]]) -> list[Any]:
    async with database.read() as session:
        return list(await session.execute(sa.select(*columns).order_by(columns[0])))


async def assert_shown(database: Database, sample: Sample) -> None:
    """The read model shows what the table has."""
    model = read_model_of(sample)
    assert await rows(database, model.columns) == await rows(database, model.source.columns)


async def waiting(database: Database) -> int:
    async with database.read() as session:
        count = sa.select(sa.func.count()).select_from(ReadModelChangeRow)
        return await session.scalar(count) or 0


async def execute(database: Database, statement: sa.Executable) -> None:
    async with database.write() as session:
        await session.execute(statement)


async def made_of(client: httpx2.AsyncClient, sample: Sample) -> list[Json]:
    return [await make(client, sample, number) for number in range(3)]


@every_kind
async def test_read_model_shows_each_change(
    client: httpx2.AsyncClient, database: Database, sample: Sample
) -> None:
    first, second, _ = await made_of(client, sample)
    changed = await client.patch(f"{sample.path}/{first['id']}", json=sample.changes, headers=ANY)
    assert changed.status_code == 200
    await client.delete(f"{sample.path}/{second['id']}", headers=ANY)
    assert (await client.get(f"{sample.path}/{first['id']}")).json() == changed.json()
    assert (await client.get(f"{sample.path}/{second['id']}")).status_code == 404
    listed = (await client.get(sample.path)).json()["items"]
    assert {each["id"] for each in listed} >= {first["id"]} - {second["id"]}
    await assert_shown(database, sample)


@every_kind
async def test_lists_use_an_index_for_each_order_and_filter(sample: Sample) -> None:
    model = read_model_of(sample)
    indexed = {index.columns.keys()[0] for index in model.table.indexes}
    assert indexed >= {*sample.sorts, *(each.column for each in model.filters.values())}
    assert not model.table.foreign_keys


async def test_reads_are_of_the_read_model(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    made = await make(client, ONE)
    assert (await client.get(ONE.path)).json()["items"]
    model = read_model_of(ONE)
    await execute(database, sa.delete(model.table))
    assert (await client.get(ONE.path)).json()["items"] == []
    changed = await client.patch(f"{ONE.path}/{made['id']}", json={}, headers=ANY)
    assert changed.status_code == 200, "what is changed is read where it is stored"
    await rebuild_read_models(settings)
    assert made["id"] in {each["id"] for each in (await client.get(ONE.path)).json()["items"]}


async def test_what_is_rolled_back_is_not_followed(
    client: httpx2.AsyncClient, database: Database
) -> None:
    await client.post(ONE.path, json=await body(client, ONE))
    await client.get(ONE.path)
    model = read_model_of(ONE)
    before = await rows(database, model.columns)

    async def fail() -> None:
        async with database.write() as session:
            await ReadModelRepository(session).add(model, new_id())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await rows(database, model.columns) == before
    assert await waiting(database) == 0


async def change_as_it_is(database: Database, sample: Sample) -> None:
    """Let a read model follow a change of everything that its table has."""
    model = read_model_of(sample)
    async with database.write() as session:
        for each in (await session.scalars(sa.select(model.source.table.c.id))).all():
            await ReadModelRepository(session).add(model, each)


async def follow(projector: Projector, sample: Sample) -> None:
    await projector.follow(read_model_of(sample).name)


async def test_change_that_cannot_be_shown_stops_the_read_model_there(
    client: httpx2.AsyncClient,
    app: FastAPI,
    database: Database,
    projector: Projector,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It goes on from there when that is mended; the service goes on all the time."""
    broken = UUID((await made_of(client, ONE))[1]["id"])
    now = ReadModelRepository.resources

    async def fail(
        self: ReadModelRepository, model: ReadModel[Any], ids: set[UUID]
    ) -> list[BaseResource]:
        if broken in ids:
            raise UnavailableError("database") from ValueError("no such colour")
        return await now(self, model, ids)

    with monkeypatch.context() as patch:
        patch.setattr(ReadModelRepository, "resources", fail)
        await change_as_it_is(database, ONE)
        with pytest.raises(UnavailableError) as raised:
            await follow(projector, ONE)
        assert str(broken) in raised.value.reason
        assert "no such colour" in raised.value.reason
        await app.state.health.check()
        told = app.state.health.health.dependencies["read_models"]
        assert told.reason.startswith(f"{read_model_of(ONE).name} stopped")
        assert app.state.health.health.status == "degraded"
        assert (await client.get("/ready")).status_code == 200
    await follow(projector, ONE)
    assert await waiting(database) == 0
    await assert_shown(database, ONE)
    await app.state.health.check()
    assert app.state.health.health.dependencies["read_models"].status == "up"


async def test_read_model_of_another_release_is_left_to_it(
    client: httpx2.AsyncClient, database: Database, settings: Settings, projector: Projector
) -> None:
    """It was made for other code, which follows; a migration to this code's form mends it."""
    await make(client, ONE)
    await client.get(ONE.path)
    model = read_model_of(ONE)
    await execute(database, sa.update(MADE).values(form="another"))
    await execute(database, sa.delete(model.table))
    await change_as_it_is(database, ONE)
    await follow(projector, ONE)
    assert await waiting(database) == 1
    await migrate(settings)
    await follow(projector, ONE)
    assert await waiting(database) == 0
    await assert_shown(database, ONE)


@pytest.mark.skipif("TEST_DATABASE_URL" not in os.environ, reason="needs a server")
async def test_late_commit_is_followed_too(
    client: httpx2.AsyncClient, database: Database, projector: Projector
) -> None:
    """A position that was given first, and is committed last, is not passed over; SQLite has one writer at a time."""
    first, second = (UUID(each["id"]) for each in (await made_of(client, ONE))[:2])
    await client.get(ONE.path)
    model = read_model_of(ONE)
    async with database.write() as late:
        await ReadModelRepository(late).add(model, first)
        await late.flush()
        await asyncio.create_task(_change(database, model, second))
        await asyncio.create_task(follow(projector, ONE))
        await late.execute(sa.delete(model.table).where(model.table.c.id == first))
    assert await waiting(database) <= 1
    await follow(projector, ONE)
    await assert_shown(database, ONE)


async def _change(database: Database, model: ReadModel[Any], resource_id: UUID) -> None:
    async with database.write() as session:
        await ReadModelRepository(session).add(model, resource_id)


async def test_writers_go_on_while_all_is_made_again(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Nobody reads a half of it, and what is written in the meantime is followed."""
    kept = await make(client, ONE, 0)
    await client.get(ONE.path)

    async def write() -> None:
        for number in range(1, 6):
            made = await make(client, ONE, number)
            await client.delete(f"{ONE.path}/{made['id']}", headers=ANY)
            await make(client, ONE, number)

    model, writing, seen = read_model_of(ONE), asyncio.create_task(write()), 0
    while not writing.done():
        again = asyncio.create_task(rebuild_read_models(settings))
        while not again.done():
            shown = {str(row.id) for row in await rows(database, model.columns)}
            assert kept["id"] in shown
            seen += 1
            await asyncio.sleep(0)
        await again
        await asyncio.sleep(0.2)  # SQLite serves nobody in turn: the next one would come first
    await writing
    assert seen
    assert (await client.get(ONE.path)).status_code == 200
    await assert_shown(database, ONE)


async def tables(settings: Settings) -> set[str]:
    """Return the names of all read models that are there."""

    def read(connection: sa.Connection) -> set[str]:
        schemas = {None: None, "postgresql": settings.read_model_schema}
        place = schemas.get(connection.dialect.name)
        return set(sa.inspect(connection).get_table_names(schema=place))

    async with exclusive_connection(settings) as connection:
        return await connection.run_sync(read) & READ_MODELS.keys()


async def test_migrations_make_them_and_take_them_back(empty: Settings) -> None:
    await migrate(empty)
    assert await tables(empty) == READ_MODELS.keys()
    await migrate(empty, "-1", direction="down")
    assert await tables(empty) == set()
    with pytest.raises(MigrationRefusedError, match="run `migrate` first"):
        await rebuild_read_models(empty)
    await migrate(empty)
    assert await tables(empty) == READ_MODELS.keys()


async def test_table_of_another_form_is_made_anew(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    await make(client, ONE)
    await client.get(ONE.path)
    model = read_model_of(ONE)
    async with exclusive_connection(settings) as connection:
        await connection.run_sync(model.table.drop)
        columns = (sa.Column("id", sa.Uuid, primary_key=True), sa.Column("old", sa.Text))
        old = sa.Table(model.name, sa.MetaData(schema=model.table.schema), *columns)
        await connection.run_sync(old.create)
        await connection.execute(sa.update(MADE).values(form="old"))
    await migrate(settings)
    await assert_shown(database, ONE)


async def test_table_that_is_gone_is_made_again(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    await make(client, ONE)
    await client.get(ONE.path)
    async with exclusive_connection(settings) as connection:
        await connection.run_sync(read_model_of(ONE).table.drop)
    await rebuild_read_models(settings)
    await assert_shown(database, ONE)


async def test_table_of_others_is_left_alone(settings: Settings) -> None:
    """As where two services are told of one schema."""
    async with exclusive_connection(settings) as connection:
        await connection.execute(sa.delete(MADE))
    with pytest.raises(MigrationRefusedError, match="name another schema"):
        await migrate(settings)
    with pytest.raises(MigrationRefusedError, match="name another schema"):
        await rebuild_read_models(settings)
    async with exclusive_connection(settings) as connection:
        for model in READ_MODELS.values():
            await connection.run_sync(model.table.drop)
    await migrate(settings)


async def test_rebuild_is_a_command(
    client: httpx2.AsyncClient,
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await make(client, ONE)
    await client.get(ONE.path)
    await execute(database, sa.delete(read_model_of(ONE).table))
    monkeypatch.setattr(main, "configure_logging", lambda _: None)
    monkeypatch.setenv(variable("database_url"), settings.database_url.get_secret_value())
    monkeypatch.setattr("sys.argv", ["full-service", "projections", "rebuild"])
    await asyncio.to_thread(main.main)
    await assert_shown(database, ONE)


@pytest.fixture
def _stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the follower from its work."""

    async def follow_all(_: Projector) -> None:
        return

    monkeypatch.setattr(Projector, "follow_all", follow_all)


@pytest.mark.usefixtures("_stopped")
async def test_read_with_a_token_shows_the_change_or_waits(
    client: httpx2.AsyncClient,
    app: FastAPI,
    projector: Projector,
) -> None:
    made = await client.post(ONE.path, json=await body(client, ONE))
    token, url = made.headers[HEADER], f"{ONE.path}/{made.json()['id']}"
    client.headers.pop(HEADER)
    assert (await client.get(url)).status_code == 404, "whoever does not ask gets what is there"
    app.state.read_model_timeout = 0.1
    behind = await client.get(url, headers={HEADER: token})
    assert (behind.status_code, behind.headers["Retry-After"]) == (503, "1")
    assert behind.headers["Content-Type"] == "application/problem+json"
    app.state.read_model_timeout = 30
    async with asyncio.TaskGroup() as group:
        waits = group.create_task(client.get(url, headers={HEADER: token}))
        await asyncio.sleep(0.05)
        await follow(projector, ONE)
    assert waits.result().json() == made.json()


@pytest.mark.usefixtures("_stopped")
async def test_repeated_request_is_answered_with_a_token_too(
    client: httpx2.AsyncClient, database: Database
) -> None:
    """The first answer may be lost."""
    sent, key = await body(client, ONE), {"Idempotency-Key": "one"}
    first = await client.post(ONE.path, json=sent, headers=key)
    again = await client.post(ONE.path, json=sent, headers=key)
    assert again.json() == first.json()
    assert int(again.headers[HEADER]) >= int(first.headers[HEADER])
    assert await waiting(database) >= 1


@pytest.mark.parametrize("token", ["", "0", "-1", "1.5", "next", "9" * 30])
async def test_token_of_nobody_is_refused(client: httpx2.AsyncClient, token: str) -> None:
    refused = await client.get(ONE.path, headers={HEADER: token})
    assert refused.status_code == 422
    assert HEADER in refused.json()["detail"]


async def test_token_is_in_the_schema(client: httpx2.AsyncClient, app: FastAPI) -> None:
    await client.get("/openapi.json")
    operations = app.openapi()["paths"][ONE.path]
    named = [each for each in operations["get"]["parameters"] if each["name"] == HEADER]
    assert len(named) == 1
    assert HEADER in operations["post"]["responses"]["201"]["headers"]
    assert "parameters" not in app.openapi()["paths"]["/live"]["get"]
