"""What the tables of the entities show, made again from the events."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import structlog

from full_service.config import Settings
from full_service.repositories.database import Database
from full_service.repositories.drivers import open_database
from full_service.repositories.event_rows import TABLES, EventRows, Wrong, different

PAGE = 500
"""So many entities are looked at in one unit of work."""

STEP_SECONDS = 3600.0
"""How long each step of a command may take; a request may not wait so long."""

log = structlog.get_logger(__name__)


class Rebuilt(NamedTuple):
    """What a rebuild found and did."""

    entities: int
    """Those that the events make."""
    mended: int
    """Rows that were not as the events make them."""
    unknown: int
    """Rows of which no event tells: they stay."""


async def rebuild(settings: Settings) -> None:
    """Bring the tables of the entities to what the events make; see `ReadModels.rebuild`."""
    async with _opened(settings) as models:
        rebuilt = await models.rebuild()
    log.info("tables show what the events make", **rebuilt._asdict())


async def adopt(settings: Settings) -> None:
    """Record what was written into the tables past the repositories; see `ReadModels.adopt`."""
    async with _opened(settings) as models:
        adopted = await models.adopt()
    log.info("rows adopted", adopted=adopted)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator["ReadModels"]:
    patient = settings.model_copy(update={"database_timeout": STEP_SECONDS})
    database = await open_database(patient, on_lost=lambda: None)
    try:
        yield ReadModels(database)
    finally:
        await database.close()


class ReadModels:
    """The tables that show entities, all of them together."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rebuild(self) -> Rebuilt:
        """Bring every row to what the events make from zero, while the service goes on.

        All are looked at first, some at a time; then those that are wrong are mended in one
        transaction, so that nobody reads a half of it. Only who wants to change one of these waits.
        Rows of which no event tells stay. Raises `UnreadableEventError`, and changes no row, where
        an event cannot be applied.
        """
        async with self._database.write() as session:
            await EventRows(session).forget_snapshots()
        entities, wrong = await self._wrong()
        unknown = await self._unknown()
        mended = sum(map(len, wrong.values()))
        if mended:
            async with self._database.write() as session:
                await EventRows(session).mend(wrong)
        return Rebuilt(entities, mended, sum(map(len, unknown.values())))

    async def adopt(self) -> int:
        """Let the events tell of rows that were written past the repositories; return how many.

        These are rows of which no event tells, and those of a later version than their last event,
        as a release without events may have written beside this one.
        """
        _, wrong = await self._wrong()
        unknown = await self._unknown()
        adopted = 0
        for name in TABLES:
            ids = sorted(wrong[name] | unknown[name])
            for start in range(0, len(ids), PAGE):
                async with self._database.write() as session:
                    adopted += await EventRows(session).adopt(name, ids[start : start + PAGE])
        return adopted

    async def _wrong(self) -> tuple[int, Wrong]:
        """Count the entities, and find the rows that are not as the events make them."""
        entities, last = 0, None
        wrong: Wrong = {name: set() for name in TABLES}
        while True:
            async with self._database.read() as session:
                rows = EventRows(session)
                ids = await rows.ids_after(last, PAGE)
                if not ids:
                    return entities, wrong
                made = await rows.made(ids)
                for name, states in made.items():
                    wrong[name] |= different(states, await rows.shown(name, ids))
            entities += sum(map(len, made.values()))
            last = ids[-1]

    async def _unknown(self) -> Wrong:
        """Find the rows of which no event tells."""
        found: Wrong = {}
        async with self._database.read() as session:
            for name in TABLES:
                found[name] = set(await EventRows(session).unknown(name))
        return found
