"""What the tables of the entities show, made again from the events."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from full_service.config import Settings
from full_service.models.aggregates import Aggregate
from full_service.models.base import BaseResource
from full_service.models.errors import UnavailableError
from full_service.repositories.base import TableMapping
from full_service.repositories.customer import MAPPING as CUSTOMERS
from full_service.repositories.database import READ_ONLY, Database
from full_service.repositories.drivers import open_database
from full_service.repositories.event_sourced import EventSourcedRepository
from full_service.repositories.event_store import EventStore
from full_service.repositories.order import MAPPING as ORDERS
from full_service.repositories.order_line import MAPPING as ORDER_LINES

MAPPINGS: tuple[TableMapping[Any], ...] = (
    CUSTOMERS,
    ORDERS,
    ORDER_LINES,
)
"""The tables, those that others refer to first."""
TABLES = {mapping.table.name: mapping for mapping in MAPPINGS}

PAGE = 500
"""So many entities are looked at in one unit of work."""

STEP_SECONDS = 3600.0
"""How long each step of a command may take; a request may not wait so long."""

States = dict[UUID, BaseResource]
Rows = dict[UUID, BaseResource | None]
"""What a table shows, by the ids; None for a row that the code cannot read."""
Wrong = dict[str, set[UUID]]
"""Ids by the names of the tables."""

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
    log.info("read models rebuilt", **rebuilt._asdict())


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
            await EventStore(session).forget_snapshots()
        entities, wrong = await self._wrong()
        unknown = await self._unknown()
        mended = sum(map(len, wrong.values()))
        if mended:
            async with self._database.write() as session:
                await _mend(session, wrong)
        return Rebuilt(entities, mended, sum(map(len, unknown.values())))

    async def adopt(self) -> int:
        """Let the events tell of rows that were written past the repositories; return how many.

        These are rows of which no event tells, and those of a later version than their last event,
        as a release without events may have written beside this one.
        """
        _, wrong = await self._wrong()
        unknown = await self._unknown()
        adopted = 0
        for name, mapping in TABLES.items():
            ids = sorted(wrong[name] | unknown[name])
            for start in range(0, len(ids), PAGE):
                async with self._database.write() as session:
                    adopted += await _adopt(session, mapping, ids[start : start + PAGE])
        return adopted

    async def _wrong(self) -> tuple[int, Wrong]:
        """Count the entities, and find the rows that are not as the events make them."""
        entities, last = 0, None
        wrong: Wrong = {mapping.table.name: set() for mapping in MAPPINGS}
        while True:
            async with self._database.read() as session:
                ids = await EventStore(session).ids_after(last, PAGE)
                if not ids:
                    return entities, wrong
                made = await _made(session, ids)
                for name, states in made.items():
                    wrong[name] |= _different(states, await _shown(session, name, ids))
            entities += sum(map(len, made.values()))
            last = ids[-1]

    async def _unknown(self) -> Wrong:
        """Find the rows of which no event tells."""
        found: Wrong = {}
        async with self._database.read() as session:
            for name, mapping in TABLES.items():
                ids = mapping.table.c.id
                found[name] = set(await EventStore(session).unknown(mapping.model.__name__, ids))
        return found


def _different(states: States, rows: Rows) -> set[UUID]:
    return {
        each
        for each in {*states, *rows}
        if (each in states) != (each in rows) or states.get(each) != rows.get(each)
    }


async def _made(session: AsyncSession, ids: Collection[UUID]) -> dict[str, States]:
    """Return what the events make of some ids, by the names of the tables."""
    names = {mapping.model.__name__: name for name, mapping in TABLES.items()}
    made: dict[str, States] = {name: {} for name in TABLES}
    for (kind, resource_id), events in (await EventStore(session).histories(ids)).items():
        if kind in names:  # else somebody has taken it out by hand
            state = Aggregate(TABLES[names[kind]].model, events).state
            if state is not None:
                made[names[kind]][resource_id] = state
    return made


async def _shown(session: AsyncSession, name: str, ids: Collection[UUID]) -> Rows:
    """Return what a table shows of some ids; whoever wants to change these rows waits then."""
    mapping = TABLES[name]
    rows = sa.select(*mapping.columns).where(mapping.table.c.id.in_(ids))
    if READ_ONLY not in session.info:
        rows = rows.with_for_update()
    shown = Rows()
    for row in await session.execute(rows):
        try:
            shown[row.id] = mapping.resource(row)
        except UnavailableError:
            shown[row.id] = None
    return shown


async def _mend(session: AsyncSession, wrong: Wrong) -> None:
    """Bring rows to what the events make now, in an order that references allow."""
    shown = {name: await _shown(session, name, ids) for name, ids in wrong.items()}
    made = {name: (await _made(session, ids))[name] for name, ids in wrong.items()}
    for name, mapping in TABLES.items():
        if blank := _without_references(mapping):
            rows = mapping.table.c.id.in_(shown[name])
            await session.execute(sa.update(mapping.table).where(rows).values(blank))
    for name, mapping in reversed(TABLES.items()):
        gone = mapping.table.c.id.in_(shown[name].keys() - made[name].keys())
        await session.execute(sa.delete(mapping.table).where(gone))
    for name, mapping in TABLES.items():
        for state in made[name].values():
            if state.id not in shown[name]:
                values = {**vars(state), **_without_references(mapping)}
                await session.execute(mapping.insert, values)
    for name, mapping in TABLES.items():
        update = sa.update(mapping.table).where(mapping.table.c.id == sa.bindparam("ID"))
        for state in made[name].values():
            await session.execute(update, {**vars(state), "ID": state.id})


async def _adopt(session: AsyncSession, mapping: TableMapping[Any], ids: Collection[UUID]) -> int:
    """Record the rows that are later than their last event."""
    kind, adopted = mapping.model.__name__, 0
    shown = await _shown(session, mapping.table.name, ids)
    histories = await EventStore(session).histories(ids)
    for resource_id, row in shown.items():
        events = histories.get((kind, resource_id))
        last = events[-1].version if events else 0
        if row is not None and row.version > last:
            await EventSourcedRepository(session, mapping).adopt(row, last)
            adopted += 1
    return adopted


def _without_references(mapping: TableMapping[Any]) -> dict[str, None]:
    """Return what leaves out the references that a row may be without."""
    columns = mapping.table.c
    return {each.name: None for each in columns if each.foreign_keys and each.nullable}
