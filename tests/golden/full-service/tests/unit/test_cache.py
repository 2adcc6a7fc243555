"""What a cache returns to readers and writers that come in any order."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from full_service.config import Settings
from full_service.models.base import BaseResource
from full_service.models.identifiers import new_id
from full_service.repositories import cache as cache_module
from full_service.repositories import cache_store
from full_service.repositories.cache import KINDS, Change, ResourceCache, names_of
from tests.caches import FaultyBackend, cache_over, new_cache

KIND = KINDS[0]
DOUBT = 0.2
"""Seconds after which a store that is back is read again."""


class Shelf:
    """One stored resource, read through a cache."""

    def __init__(self, cache: ResourceCache) -> None:
        self.cache = cache
        now = datetime.now(UTC)
        self.stored = BaseResource(id=new_id(), version=1, created_at=now, updated_at=now)
        self.loads = 0
        self.let_go = asyncio.Event()
        self.let_go.set()

    @property
    def changes(self) -> list[Change]:
        return [Change(KIND, self.stored.id)]

    async def load(self) -> BaseResource:
        self.loads += 1
        found = self.stored
        await self.let_go.wait()
        return found

    async def read(self) -> int:
        read = await self.cache.get(KIND, self.stored.id, BaseResource, self.load)
        return read.version

    def commit(self) -> None:
        self.stored = self.stored.model_copy(update={"version": self.stored.version + 1})

    async def write(self, changes: list[Change] | None = None) -> None:
        changes = self.changes if changes is None else changes
        await self.cache.mark(changes)
        self.commit()
        await self.cache.forget(changes)


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    cache = new_cache(Settings())
    await cache.start()
    yield Shelf(cache)
    await cache.close()


@pytest.fixture
def backend() -> FaultyBackend:
    return FaultyBackend()


@pytest.fixture
async def faulty(backend: FaultyBackend, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shelf]:
    monkeypatch.setattr(cache_store, "RETRY_SECONDS", 0.01)
    cache = cache_over(backend)
    await cache.start()
    yield Shelf(cache)
    await cache.close()


async def test_is_loaded_once(shelf: Shelf) -> None:
    first = await shelf.cache.get(KIND, shelf.stored.id, BaseResource, shelf.load)
    second = await shelf.cache.get(KIND, shelf.stored.id, BaseResource, shelf.load)
    assert first == second == shelf.stored
    assert shelf.loads == 1


async def test_write_is_seen_by_the_next_reader(shelf: Shelf) -> None:
    for version in range(1, 6):
        assert [await shelf.read(), await shelf.read()] == [version, version]
        await shelf.write()


async def test_reader_who_began_before_a_write_keeps_nothing(shelf: Shelf) -> None:
    shelf.let_go.clear()
    early = asyncio.create_task(shelf.read())
    while not shelf.loads:  # noqa: ASYNC110 - it is a few turns away
        await asyncio.sleep(0)
    await shelf.write()
    late = asyncio.create_task(shelf.read())
    await asyncio.sleep(0.01)
    shelf.let_go.set()
    assert [await early, await late] == [1, 2]
    assert await shelf.read() == 2


async def test_nothing_is_kept_between_the_mark_and_the_commit(shelf: Shelf) -> None:
    await shelf.read()
    await shelf.cache.mark(shelf.changes)
    assert [await shelf.read(), await shelf.read()] == [1, 1]
    assert shelf.loads == 3
    shelf.commit()
    assert await shelf.read() == 2
    await shelf.cache.forget(shelf.changes)
    assert [await shelf.read(), await shelf.read()] == [2, 2]
    assert shelf.loads == 5


async def test_change_that_names_no_row_concerns_all(shelf: Shelf) -> None:
    await shelf.read()
    await shelf.write([Change(KIND, None)])
    assert await shelf.read() == 2


async def test_many_changes_concern_all(shelf: Shelf) -> None:
    await shelf.read()
    others = [Change(KIND, new_id()) for _ in range(cache_module.MANY)]
    await shelf.write([*others, *shelf.changes])
    assert await shelf.read() == 2


async def test_changes_of_what_is_not_kept_cost_nothing(
    faulty: Shelf, backend: FaultyBackend
) -> None:
    await faulty.read()
    before = backend.questions
    await faulty.cache.mark([Change("of another kind", new_id())])
    await faulty.cache.forget([Change("of another kind", new_id())])
    assert backend.questions == before


async def test_many_readers_share_one_load(shelf: Shelf) -> None:
    shelf.let_go.clear()
    readers = [asyncio.create_task(shelf.read()) for _ in range(20)]
    await asyncio.sleep(0.05)
    readers.pop().cancel()
    shelf.let_go.set()
    assert await asyncio.gather(*readers) == [1] * 19
    assert shelf.loads == 1


async def test_failure_is_told_to_each_and_not_kept(shelf: Shelf) -> None:
    async def fail() -> BaseResource:
        await asyncio.sleep(0.01)
        raise LookupError

    async def read() -> BaseResource:
        return await shelf.cache.get(KIND, shelf.stored.id, BaseResource, fail)

    abandoned = asyncio.create_task(read())
    results = asyncio.gather(*(read() for _ in range(3)), return_exceptions=True)
    await asyncio.sleep(0.005)
    abandoned.cancel()
    assert [type(each) for each in await results] == [LookupError] * 3
    assert await shelf.read() == 1


async def test_long_resource_is_not_kept(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "MAX_BYTES", 10)
    await shelf.read()
    await shelf.read()
    assert shelf.loads == 2


async def test_entry_of_another_release_is_loaded_anew(
    faulty: Shelf, backend: FaultyBackend
) -> None:
    await faulty.read()
    name = names_of(KIND, faulty.stored.id).entry
    (entry,) = await backend.get_many(name)
    await backend.set(name, entry.replace(b"version", b"revision"), 60)
    assert [await faulty.read(), await faulty.read()] == [1, 1]
    assert faulty.loads == 2


async def test_store_that_is_down_is_left_alone(faulty: Shelf, backend: FaultyBackend) -> None:
    assert await faulty.read() == 1
    with capture_logs() as lines:
        backend.down = True
        for version in (1, 2, 3):
            assert await faulty.read() == version
            await faulty.write()
        assert backend.questions < 12
        await asyncio.sleep(0.05)
        backend.down = False
        await asyncio.sleep(DOUBT)
    assert [line["event"] for line in lines] == ["cache is not used", "cache is used again"]
    assert [await faulty.read(), await faulty.read()] == [4, 4]
    assert faulty.loads == 5


async def test_write_is_told_to_a_store_that_was_left_alone(
    faulty: Shelf, backend: FaultyBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_store, "RETRY_SECONDS", 60)
    other = Shelf(cache_over(backend))
    other.stored = faulty.stored
    assert await other.read() == 1
    backend.down = True
    await faulty.read()
    backend.down = False
    await faulty.write()
    other.stored = faulty.stored
    assert await other.read() == 2


async def test_write_that_cannot_be_marked_is_seen_when_the_store_is_back(
    faulty: Shelf, backend: FaultyBackend
) -> None:
    await faulty.read()
    backend.down = True
    await faulty.write()
    backend.down = False
    await asyncio.sleep(DOUBT)
    assert [await faulty.read(), await faulty.read()] == [2, 2]
    assert faulty.loads == 2


async def test_store_that_is_back_is_read_when_others_know_it_too(
    faulty: Shelf, backend: FaultyBackend
) -> None:
    backend.down = True
    await faulty.read()
    backend.down = False
    await asyncio.sleep(DOUBT / 4)
    assert [await faulty.read(), await faulty.read()] == [1, 1]
    assert faulty.loads == 3
    await faulty.cache.mark(faulty.changes)
    token = names_of(KIND, faulty.stored.id).token
    assert await backend.get_many(token) == (cache_module.CHANGING,)


async def test_full_store_has_no_old_value(faulty: Shelf, backend: FaultyBackend) -> None:
    assert await faulty.read() == 1
    backend.full = True
    for version in (1, 2, 3):
        assert [await faulty.read(), await faulty.read()] == [version, version]
        await faulty.write()
    backend.full = False
    assert [await faulty.read(), await faulty.read()] == [4, 4]


async def test_somebody_else_makes_the_token_first(faulty: Shelf, backend: FaultyBackend) -> None:
    add = backend.set

    async def come_second(
        key: str, value: bytes, expire: float | None = None, *, exist: bool | None = None
    ) -> bool:
        if exist is False:
            await add(key, cache_module.CHANGING, expire, exist=False)
        return await add(key, value, expire, exist)

    backend.set = come_second  # type: ignore[method-assign, assignment]
    assert [await faulty.read(), await faulty.read()] == [1, 1]
    assert faulty.loads == 2
