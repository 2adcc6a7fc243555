"""Every kind of entity is what its events make of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx2
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from full_service.config import Settings
from full_service.models.aggregates import StoredEvent, UnreadableEventError
from full_service.models.base import BaseResource
from full_service.models.errors import VersionMismatchError
from full_service.models.identifiers import new_id
from full_service.repositories import event_recorder
from full_service.repositories.database import Database
from full_service.repositories.drivers import open_database
from full_service.repositories.event_rows import MAPPINGS
from full_service.repositories.event_sourced import EventSourcedRepository
from full_service.repositories.event_store import EVENTS, SNAPSHOTS, EventStore
from tests.samples import SAMPLES, Sample, make

every_kind = pytest.mark.parametrize("sample", SAMPLES.values(), ids=str)

ONE = next(iter(SAMPLES.values()))


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = await open_database(settings, on_lost=lambda: None)
    yield database
    await database.close()


def repository(session: AsyncSession, sample: Sample) -> EventSourcedRepository[Any]:
    mapping = next(each for each in MAPPINGS if each.table.name == sample.table)
    return EventSourcedRepository(session, mapping)


async def found(database: Database, sample: Sample, resource_id: UUID) -> BaseResource | None:
    """Return what the events make; what they make and what the table shows is one."""
    async with database.read() as session:
        shown = await repository(session, sample).get(resource_id)
    async with database.write() as session:
        made: BaseResource | None = await repository(session, sample).get(resource_id)
        among = await repository(session, sample).some([resource_id, new_id()])
    assert made == shown
    assert among == ([] if made is None else [made])
    return made


async def touch(database: Database, sample: Sample, resource_id: UUID) -> None:
    """Make a new version."""
    async with database.write() as session:
        stored = repository(session, sample)
        assert await stored.update(await stored.get(resource_id), {}) is not None


async def history(database: Database, resource_id: UUID) -> list[StoredEvent]:
    async with database.read() as session:
        histories = await EventStore(session).histories([resource_id])
    return [event for events in histories.values() for event in events]


@every_kind
async def test_every_command_is_an_event(
    client: httpx2.AsyncClient, database: Database, sample: Sample
) -> None:
    made = await make(client, sample)
    url, resource_id = f"{sample.path}/{made['id']}", UUID(made["id"])
    assert await found(database, sample, resource_id) is not None
    changed = await client.patch(url, json=sample.changes, headers={"If-Match": '"1"'})
    assert changed.status_code == 200
    state = await found(database, sample, resource_id)
    assert state is not None
    assert state.model_dump(mode="json") == changed.json()
    removed = await client.delete(url, headers={"If-Match": changed.headers["ETag"]})
    assert removed.status_code == 204
    assert await found(database, sample, resource_id) is None
    events = await history(database, resource_id)
    kinds = ["created", "changed", "removed"] if sample.changes else ["created", "removed"]
    assert [event.kind for event in events] == kinds
    assert [event.version for event in events] == [*range(1, len(kinds) + 1)]
    assert sorted(event.position for event in events) == [event.position for event in events]
    if sample.changes:
        assert events[1].data.keys() == {*sample.changes, "updated_at"}


async def test_several_at_once_are_each_what_it_is_alone(
    client: httpx2.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_recorder, "SNAPSHOT_INTERVAL", 3)
    ids = [UUID((await make(client, ONE, number))["id"]) for number in range(3)]
    for resource_id, changes in zip(ids, (0, 2, 4), strict=True):
        for _ in range(changes):
            await touch(database, ONE, resource_id)
    each = [await found(database, ONE, resource_id) for resource_id in ids]
    async with database.write() as session:
        some = await repository(session, ONE).some(ids)
    assert sorted(some, key=lambda one: ids.index(one.id)) == each
    assert [one.version for one in each if one is not None] == [1, 3, 5]


@every_kind
async def test_values_at_the_ends_stay_what_they_are(
    client: httpx2.AsyncClient, database: Database, sample: Sample
) -> None:
    made = await make(client, sample)
    for turn in range(max(map(len, sample.edges.values()), default=0)):
        edges = {name: values[turn % len(values)] for name, values in sample.edges.items()}
        changes = {name: value for name, value in edges.items() if name in sample.changes}
        url = f"{sample.path}/{made['id']}"
        answer = await client.patch(url, json=changes, headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text
        await found(database, sample, UUID(made["id"]))


@every_kind
async def test_what_is_rolled_back_never_happened(
    client: httpx2.AsyncClient, database: Database, sample: Sample
) -> None:
    resource_id = UUID((await make(client, sample))["id"])

    async def fail() -> None:
        async with database.write() as session:
            stored = repository(session, sample)
            await stored.update(await stored.get(resource_id), {})
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert len(await history(database, resource_id)) == 1
    await found(database, sample, resource_id)


@every_kind
async def test_one_of_two_writers_wins(
    client: httpx2.AsyncClient, database: Database, sample: Sample
) -> None:
    resource_id = UUID((await make(client, sample))["id"])
    async with database.read() as session:
        read = await repository(session, sample).get(resource_id)

    async def change() -> bool:
        async with database.write() as session:
            return await repository(session, sample).update(read, {}) is not None

    assert sorted(await asyncio.gather(*(change() for _ in range(4)))) == [False] * 3 + [True]
    async with database.write() as session:
        assert not await repository(session, sample).remove(read)
    assert [event.version for event in await history(database, resource_id)] == [1, 2]


async def test_second_event_of_a_version_is_refused(
    client: httpx2.AsyncClient, database: Database
) -> None:
    resource_id = UUID((await make(client, ONE))["id"])
    (event,) = await history(database, resource_id)
    async with database.write() as session:
        assert not await EventStore(session).append(event)
        changed = replace(event, kind="changed")
        assert not await EventStore(session).append(replace(changed, version=3))
        assert await EventStore(session).append(replace(changed, version=2))


async def test_event_that_another_writer_adds_first(
    client: httpx2.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource_id = UUID((await make(client, ONE))["id"])

    async def fail(code: str) -> None:
        async def append(_: EventStore, event: StoredEvent, after: int | None = None) -> bool:
            raise IntegrityError(f"{event.kind} after {after}", None, RefusedError(code))

        monkeypatch.setattr(EventStore, "append", append)
        await touch(database, ONE, resource_id)

    with pytest.raises(VersionMismatchError):
        await fail("23505")
    with pytest.raises(IntegrityError):
        await fail("23503")


class RefusedError(Exception):
    """What a driver raises."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.sqlstate = code


async def test_row_from_elsewhere_is_adopted(
    client: httpx2.AsyncClient, database: Database
) -> None:
    resource_id = UUID((await make(client, ONE))["id"])
    await touch(database, ONE, resource_id)
    state = await found(database, ONE, resource_id)
    with pytest.raises(VersionMismatchError):
        async with database.write() as session:
            await repository(session, ONE).adopt(state)
    async with database.write() as session:
        await session.execute(sa.delete(EVENTS))
        await repository(session, ONE).adopt(state)
    assert await found(database, ONE, resource_id) == state
    await touch(database, ONE, resource_id)
    assert [event.version for event in await history(database, resource_id)] == [2, 3]


@pytest.mark.parametrize("ahead", [True, False])
async def test_table_that_does_not_show_the_events_is_not_written(
    client: httpx2.AsyncClient, database: Database, *, ahead: bool
) -> None:
    resource_id = UUID((await make(client, ONE))["id"])
    await touch(database, ONE, resource_id)
    mapping = next(each for each in MAPPINGS if each.table.name == ONE.table)
    async with database.write() as session:
        version = 3 if ahead else 1
        await session.execute(sa.update(mapping.table).values(version=version))
    async with database.read() as session:
        shown = await repository(session, ONE).get(resource_id)
    with pytest.raises(VersionMismatchError):
        async with database.write() as session:
            await repository(session, ONE).update(shown, {})
    assert len(await history(database, resource_id)) == 2


async def test_snapshot_stands_for_what_was_before(
    client: httpx2.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_recorder, "SNAPSHOT_INTERVAL", 3)
    resource_id = UUID((await make(client, ONE))["id"])
    for _ in range(6):
        await touch(database, ONE, resource_id)
    state = await found(database, ONE, resource_id)
    async with database.write() as session:
        assert await session.scalar(sa.select(SNAPSHOTS.c.version)) == 6
        spoiled = sa.update(EVENTS).where(EVENTS.c.version <= 6).values(data={})
        await session.execute(spoiled)
    assert await found(database, ONE, resource_id) == state
    async with database.write() as session:
        await EventStore(session).forget_snapshots()
    with pytest.raises(UnreadableEventError):
        await found(database, ONE, resource_id)


async def test_event_that_cannot_be_applied_is_named(
    client: httpx2.AsyncClient, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    made = await make(client, ONE)
    url = f"{ONE.path}/{made['id']}"
    assert (await client.get(url)).status_code == 200
    async with database.write() as session:
        await session.execute(sa.update(EVENTS).values(data={}))
    assert (await client.get(url)).status_code == 200
    answer = await client.delete(url, headers={"If-Match": "*"})
    assert answer.status_code == 503
    (event,) = await history(database, UUID(made["id"]))
    told = f"event {event.position} ({event.aggregate} {made['id']}, version 1, created)"
    assert told in capsys.readouterr().out
    assert told not in answer.text
    with pytest.raises(UnreadableEventError) as raised:
        await found(database, ONE, UUID(made["id"]))
    assert raised.value.reason.startswith(f"{told} cannot be applied: ")
