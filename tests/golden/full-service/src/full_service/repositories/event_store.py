"""The event store: what happened to each entity, in order. Rows come, and none is ever changed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from full_service.models.aggregates import Kind, StoredEvent
from full_service.models.upcasts import names_of, upcast
from full_service.repositories.columns import Base, TimestampType
from full_service.repositories.refusals import Refusal, refusal


class EventRow(Base):
    """A row of the table `event_store`."""

    __tablename__ = "event_store"
    __table_args__ = (sa.UniqueConstraint("aggregate_id", "version", "aggregate"),)

    position: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True
    )
    aggregate: Mapped[str] = mapped_column(sa.String(80))
    aggregate_id: Mapped[UUID] = mapped_column(sa.Uuid)
    version: Mapped[int] = mapped_column(sa.Integer)
    kind: Mapped[Kind] = mapped_column(sa.String(10))
    revision: Mapped[str] = mapped_column(sa.String(32))
    data: Mapped[Mapping[str, Any]] = mapped_column(sa.JSON)
    recorded_at: Mapped[datetime] = mapped_column(TimestampType)


class SnapshotRow(Base):
    """A row of the table `snapshots`."""

    __tablename__ = "snapshots"

    aggregate_id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True)
    aggregate: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    version: Mapped[int] = mapped_column(sa.Integer)
    revision: Mapped[str] = mapped_column(sa.String(32))
    data: Mapped[Mapping[str, Any]] = mapped_column(sa.JSON)
    recorded_at: Mapped[datetime] = mapped_column(TimestampType)


EVENTS = cast("sa.Table", EventRow.__table__)
SNAPSHOTS = cast("sa.Table", SnapshotRow.__table__)


def _this(table: sa.Table) -> sa.ColumnElement[bool]:
    """Find what is about one entity, also under names that its kind had before."""
    names = table.c.aggregate.in_(sa.bindparam("NAMES", expanding=True))
    return (table.c.aggregate_id == sa.bindparam("ID", type_=sa.Uuid)) & names


def _these(table: sa.Table) -> sa.ColumnElement[bool]:
    """Find what is about some entities of one kind."""
    names = table.c.aggregate.in_(sa.bindparam("NAMES", expanding=True))
    ids = sa.bindparam("IDS", type_=sa.Uuid, expanding=True)
    return table.c.aggregate_id.in_(ids) & names


def _load_statement(
    are_loaded: Callable[[sa.Table], sa.ColumnElement[bool]], *alike: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    """Write the query for the snapshot of an entity, if it has one, and for what came after it.

    Of several, it must be said what a snapshot and an event of the same are `alike` in.
    """
    marks: dict[str, sa.ColumnElement[Any]] = {
        "position": sa.literal(0),
        "kind": sa.literal("snapshot"),
    }
    names = EVENTS.c.keys()
    columns = [marks[name] if name in marks else SNAPSHOTS.c[name] for name in names]
    snapshot = sa.select(*columns).where(are_loaded(SNAPSHOTS))
    kept = sa.select(SNAPSHOTS.c.version).where(are_loaded(SNAPSHOTS), *alike).correlate(EVENTS)
    since = sa.func.coalesce(kept.scalar_subquery(), 0)
    later = sa.select(EVENTS).where(are_loaded(EVENTS), EVENTS.c.version > since)
    history = sa.union_all(snapshot, later).subquery("history")
    return sa.select(history).order_by(history.c.aggregate_id, history.c.version)


def _append_statement() -> sa.Insert:
    """Write what adds an event to an entity, if its last one is the one before."""
    columns = [column for column in EVENTS.c if column.name != "position"]
    values = [sa.bindparam(column.name, type_=column.type) for column in columns]
    last = sa.select(sa.func.max(EVENTS.c.version)).where(_this(EVENTS))
    before = sa.func.coalesce(last.scalar_subquery(), 0)
    follows = before == sa.bindparam("BEFORE", type_=sa.Integer)
    return sa.insert(EVENTS).from_select(columns, sa.select(*values).where(follows))


LOAD = _load_statement(_this)
LOAD_SOME = _load_statement(_these, SNAPSHOTS.c.aggregate_id == EVENTS.c.aggregate_id)
APPEND = _append_statement()
FORGET = sa.delete(SNAPSHOTS).where(_this(SNAPSHOTS))


Histories = dict[tuple[str, UUID], list[StoredEvent]]


class EventStore:
    """The events of every entity, and the snapshots that keep loading fast."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def append(self, event: StoredEvent, after: int | None = None) -> bool:
        """Add an event, unless the last one of the entity is not the one before it: then False.

        `after` is the version of the last one, where it is not the one before: 0 for none.
        """
        this = identity(event.aggregate, event.aggregate_id)
        before = event.version - 1 if after is None else after
        values = {**columns(event, EVENTS), **this, "BEFORE": before}
        found = await self._session.execute(APPEND, values)
        return cast("sa.CursorResult[Any]", found).rowcount == 1

    def is_taken(self, error: Exception) -> bool:
        """Tell whether an error says that another writer has added the event of a version."""
        return isinstance(error, IntegrityError) and refusal(error) is Refusal.UNIQUE

    async def keep(self, snapshot: StoredEvent) -> None:
        """Keep what the events of an entity have made so far."""
        this = identity(snapshot.aggregate, snapshot.aggregate_id)
        await self._session.execute(FORGET, this)
        await self._session.execute(sa.insert(SNAPSHOTS), columns(snapshot, SNAPSHOTS))

    async def forget_snapshots(self) -> None:
        """Let every entity be made of its events again."""
        await self._session.execute(sa.delete(SNAPSHOTS))

    async def ids_after(self, last: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the ids of some entities of all kinds, those of removed ones too, in order."""
        ids = sa.select(EVENTS.c.aggregate_id).distinct().order_by(EVENTS.c.aggregate_id)
        if last is not None:
            ids = ids.where(EVENTS.c.aggregate_id > last)
        return (await self._session.scalars(ids.limit(limit))).all()

    async def histories(self, ids: Collection[UUID]) -> Histories:
        """Return all events of some entities, by their kinds and ids."""
        events = sa.select(EVENTS).where(EVENTS.c.aggregate_id.in_(ids)).order_by(EVENTS.c.version)
        found: Histories = {}
        for event in as_events(await self._session.execute(events)):
            found.setdefault((event.aggregate, event.aggregate_id), []).append(event)
        return found

    async def unknown(self, aggregate: str, ids: sa.Column[UUID]) -> Sequence[UUID]:
        """Return the ids in the table of a kind of entity of which no event tells."""
        names = EVENTS.c.aggregate.in_(names_of(aggregate))
        told = sa.exists().where(EVENTS.c.aggregate_id == ids, names)
        return (await self._session.scalars(sa.select(ids).where(~told))).all()


def columns(event: StoredEvent, table: sa.Table) -> dict[str, Any]:
    """Return an event as a row; its position is the database's to say."""
    names = {column.name for column in table.c} - {"position"}
    return {name: getattr(event, name) for name in names}


def identity(aggregate: str, aggregate_id: UUID) -> dict[str, object]:
    """Name one entity, as `LOAD` wants it."""
    return {"ID": aggregate_id, "NAMES": names_of(aggregate)}


def as_events(rows: Iterable[Sequence[Any]]) -> Iterator[StoredEvent]:
    """Give events as of today, but for those of kinds of entities that there are no more."""
    for row in rows:
        event = upcast(StoredEvent(*row))
        if event is not None:
            yield event
