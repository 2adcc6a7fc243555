"""The rows of entities, beside what their events make."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from full_service.models.aggregates import Aggregate
from full_service.models.base import BaseResource
from full_service.models.errors import UnavailableError
from full_service.repositories.base import TableMapping
from full_service.repositories.customer import MAPPING as CUSTOMERS
from full_service.repositories.database import READ_ONLY
from full_service.repositories.event_sourced import EventSourcedRepository
from full_service.repositories.event_store import EventStore
from full_service.repositories.order import MAPPING as ORDERS
from full_service.repositories.order_line import MAPPING as ORDER_LINES

MAPPINGS: list[TableMapping[Any]] = [
    CUSTOMERS,
    ORDERS,
    ORDER_LINES,
]
"""The tables, those that others refer to first."""
TABLES = {mapping.table.name: mapping for mapping in MAPPINGS}

States = dict[UUID, BaseResource]
Rows = dict[UUID, BaseResource | None]
"""What a table shows, by the ids; None for a row that the code cannot read."""
Wrong = dict[str, set[UUID]]
"""Ids by the names of the tables."""


class EventRows:
    """The tables beside the event store, in one unit of work."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._store = EventStore(session)

    async def forget_snapshots(self) -> None:
        """Let every entity be made of its events again."""
        await self._store.forget_snapshots()

    async def ids_after(self, last: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the ids of some entities of all kinds, those of removed ones too, in order."""
        return await self._store.ids_after(last, limit)

    async def made(self, ids: Collection[UUID]) -> dict[str, States]:
        """Return what the events make of some ids, by the names of the tables."""
        return await made_by_events(self._session, ids)

    async def shown(self, name: str, ids: Collection[UUID]) -> Rows:
        """Return what a table shows of some ids."""
        return await shown_by_table(self._session, name, ids)

    async def unknown(self, name: str) -> Collection[UUID]:
        """Return the ids in a table of which no event tells."""
        mapping = TABLES[name]
        return await self._store.unknown(mapping.model.__name__, mapping.table.c.id)

    async def mend(self, wrong: Wrong) -> None:
        """Bring what is shown to what the events make now."""
        await mend(self._session, wrong)

    async def adopt(self, name: str, ids: Collection[UUID]) -> int:
        """Record what is later than its last event; return how many these are."""
        return await adopt_rows(self._session, TABLES[name], ids)


def different(states: States, rows: Rows) -> set[UUID]:
    """Return the ids of the rows that are not as the events make them."""
    return {
        each
        for each in {*states, *rows}
        if (each in states) != (each in rows) or states.get(each) != rows.get(each)
    }


async def made_by_events(session: AsyncSession, ids: Collection[UUID]) -> dict[str, States]:
    """Return what the events make of some ids, by the names of the tables."""
    names = {mapping.model.__name__: name for name, mapping in TABLES.items()}
    made: dict[str, States] = {name: {} for name in TABLES}
    for (kind, resource_id), events in (await EventStore(session).histories(ids)).items():
        if kind in names:  # else somebody has taken it out by hand
            state = Aggregate(TABLES[names[kind]].model, events).state
            if state is not None:
                made[names[kind]][resource_id] = state
    return made


async def shown_by_table(session: AsyncSession, name: str, ids: Collection[UUID]) -> Rows:
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


async def mend(session: AsyncSession, wrong: Wrong) -> None:
    """Bring rows to what the events make now, in an order that references allow."""
    shown = {name: await shown_by_table(session, name, ids) for name, ids in wrong.items()}
    made = {name: (await made_by_events(session, ids))[name] for name, ids in wrong.items()}
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


async def adopt_rows(
    session: AsyncSession, mapping: TableMapping[Any], ids: Collection[UUID]
) -> int:
    """Record the rows that are later than their last event."""
    kind, adopted = mapping.model.__name__, 0
    shown = await shown_by_table(session, mapping.table.name, ids)
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
