"""Runs in the environment of the generated service: times its own code, and prints a Markdown table."""

# ruff: noqa: ANN401  the service is not there where this is checked

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import sqlalchemy as sa
from pydantic import SecretStr
from user_service.config import Settings  # type: ignore[import-not-found]
from user_service.migrations.runner import migrate  # type: ignore[import-not-found]
from user_service.models.aggregates import StoredEvent  # type: ignore[import-not-found]
from user_service.models.identifiers import new_id  # type: ignore[import-not-found]
from user_service.repositories.base import BaseRepository  # type: ignore[import-not-found]
from user_service.repositories.columns import now  # type: ignore[import-not-found]
from user_service.repositories.drivers import open_database  # type: ignore[import-not-found]
from user_service.repositories.event_sourced import EventSourcedRepository  # type: ignore[import-not-found]
from user_service.repositories.event_store import EVENTS, EventStore, columns  # type: ignore[import-not-found]
from user_service.repositories.user import MAPPING  # type: ignore[import-not-found]

TASKS = 16


class Operations:
    """What is measured: each in a transaction of its own."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._numbers: Iterator[int] = count()

    def _event(self) -> Any:
        data = {"email": "ada@example.com", "full_name": "Ada Lovelace", "status": "active"}
        return StoredEvent(0, "User", new_id(), 1, "created", "0001", data, now())

    async def insert(self) -> None:
        """Insert the row of an event, and nothing more."""
        async with self._database.write() as session:
            await session.execute(sa.insert(EVENTS), columns(self._event(), EVENTS))

    async def append(self) -> None:
        """Append an event."""
        async with self._database.write() as session:
            await EventStore(session).append(self._event())

    async def add_row(self) -> Any:
        """Make a user, without an event."""
        return await self._add(BaseRepository)

    async def add(self) -> Any:
        """Make a user and its event."""
        return await self._add(EventSourcedRepository)

    async def _add(self, kind: Any) -> Any:
        values = {"email": f"{next(self._numbers)}@example.com", "full_name": "Ada", "status": "active"}
        async with self._database.write() as session:
            return await kind(session, MAPPING).add(values)

    async def change_row(self, user: Any) -> None:
        """Read a user for a change, and change it, without an event."""
        await self._change(BaseRepository, user)

    async def change(self, user: Any) -> None:
        """Read a user from its events, and change it, with one more."""
        await self._change(EventSourcedRepository, user)

    async def _change(self, kind: Any, user: Any) -> None:
        async with self._database.write() as session:
            repository = kind(session, MAPPING)
            found = await repository.get(user.id)
            assert await repository.update(found, {"full_name": "Grace"}) is not None


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of one operation."""

    rate: float
    """How often it was done in a second."""
    cpu: float
    """Milliseconds of processor time of this process for each; the server's are not among them."""


async def measured(work: Sequence[Awaitable[None]], operations: int) -> Sample:
    """Time tasks that do so many operations together."""
    started, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*work)
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    return Sample(operations / seconds, cpu / operations * 1000)


async def repeated(operation: Callable[[], Awaitable[object]], times: int) -> None:
    """Do one thing again and again."""
    for _ in range(times):
        await operation()


async def rounds_of(does: Operations, rounds: int, operations: int) -> dict[str, list[Sample]]:
    """Measure everything in turn; what is changed is another user in each task and round."""
    found: dict[str, list[Sample]] = {}
    times = operations // TASKS
    for _ in range(rounds):
        for name, operation in (
            ("bare insert", does.insert),
            ("append", does.append),
            ("row made", does.add_row),
            ("row and event made", does.add),
        ):
            tasks = [repeated(operation, times) for _ in range(TASKS)]
            found.setdefault(name, []).append(await measured(tasks, times * TASKS))
        for name, make, change in (
            ("row changed", does.add_row, does.change_row),
            ("row and event changed", does.add, does.change),
        ):
            users = [await make() for _ in range(TASKS)]
            tasks = [repeated(partial(change, user), times) for user in users]
            found.setdefault(name, []).append(await measured(tasks, times * TASKS))
    return found


def table(title: str, samples: dict[str, list[Sample]]) -> str:
    """Show the medians as Markdown; each line but the first of two with its ratio to that."""
    rate = {name: statistics.median(each.rate for each in runs) for name, runs in samples.items()}
    cpu = {name: statistics.median(each.cpu for each in runs) for name, runs in samples.items()}
    lines = [f"| {title} | a second | ratio | ms of processor | ratio |", "|---|---:|---:|---:|---:|"]
    for bare, more in zip(list(rate)[::2], list(rate)[1::2], strict=True):
        lines.append(f"| {bare} | {rate[bare]:,.0f} | 1 | {cpu[bare]:.2f} | 1 |")
        ratios = rate[more] / rate[bare], cpu[bare] / cpu[more]
        lines.append(f"| {more} | {rate[more]:,.0f} | {ratios[0]:.2f} | {cpu[more]:.2f} | {ratios[1]:.2f} |")
    return "\n".join(lines)


async def main(url: str, rounds: int, operations: int) -> None:
    """Measure the service's own code on a database of its own."""
    settings = Settings(database_url=SecretStr(url), database_timeout=60)
    await migrate(settings)
    database = await open_database(settings, on_lost=lambda: None)
    samples = await rounds_of(Operations(database), rounds, operations)
    await database.close()
    print(table(url.partition(":")[0], samples), end="\n\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
