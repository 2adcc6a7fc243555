"""More requests than the database has places: who comes first is served first."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from full_service.config import Settings
from full_service.repositories.drivers import open_database
from full_service.repositories.unit_of_work import SqlStorage
from tests.caches import new_cache

CLIENTS = 12
ROUNDS = 3

UnitOfWork = Callable[[SqlStorage], AbstractAsyncContextManager[Any]]


@pytest.fixture
async def storage(settings: Settings) -> AsyncIterator[SqlStorage]:
    few = settings.model_copy(update={"database_pool_size": 2})
    database = await open_database(few, on_lost=lambda: None)
    yield SqlStorage(database, new_cache())
    await database.close()


@pytest.mark.parametrize("unit", [SqlStorage.read, SqlStorage.write], ids=["read", "write"])
async def test_everybody_has_a_turn_before_anybody_has_the_next(
    storage: SqlStorage, unit: UnitOfWork
) -> None:
    served: list[int] = []

    async def come_again_and_again(client: int, rounds: int) -> None:
        for _ in range(rounds):
            async with unit(storage):
                served.append(client)
                await asyncio.sleep(0)

    for rounds in (1, ROUNDS):  # the first one opens the connections
        served.clear()
        await asyncio.gather(*(come_again_and_again(client, rounds) for client in range(CLIENTS)))
    turns = [served[start : start + CLIENTS] for start in range(0, len(served), CLIENTS)]
    assert [sorted(each) for each in turns] == [list(range(CLIENTS))] * ROUNDS
