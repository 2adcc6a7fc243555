"""Sagas that this service has heard of."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from full_service.models.sagas import ENDED, Saga, SagaCount, SagaQuery, SagaState
from full_service.repositories.columns import Base, TimestampType

KEPT = timedelta(days=30)
"""Longer than any broker goes on delivering what would concern a saga that has ended."""
BATCH = 1000
"""How many are forgotten in one transaction."""
OVERDUE = 100
"""How many are looked at in one turn."""


class SagaRow(Base):
    """A row of the table `sagas`."""

    __tablename__ = "sagas"
    __table_args__ = (sa.Index(None, "deadline"), sa.Index(None, "state", "changed_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    version: Mapped[str] = mapped_column(sa.String(12))
    state: Mapped[str] = mapped_column(sa.String(20))
    correlation_id: Mapped[str] = mapped_column(sa.Text)
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    finished: Mapped[list[str]] = mapped_column(sa.JSON)
    compensated: Mapped[list[str]] = mapped_column(sa.JSON)
    failed: Mapped[str | None] = mapped_column(sa.String(40))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    waits_for: Mapped[str | None] = mapped_column(sa.String(40))
    deadline: Mapped[datetime | None] = mapped_column(TimestampType)
    attempts: Mapped[int] = mapped_column(sa.Integer)
    trouble: Mapped[str | None] = mapped_column(sa.Text)
    history: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    began_at: Mapped[datetime] = mapped_column(TimestampType)
    changed_at: Mapped[datetime] = mapped_column(TimestampType)
    seconds: Mapped[float | None] = mapped_column(sa.Double)


class SagaRepository:
    """The table `sagas`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, saga: Saga) -> bool:
        """Store a new one; return whether it is new."""
        try:
            async with self._session.begin_nested():
                await self._session.execute(sa.insert(SagaRow).values(_values(saga)))
        except IntegrityError:
            return False
        return True

    async def find(self, saga_id: UUID) -> Saga | None:
        """Find one by its id."""
        return await self._one(sa.select(SagaRow).where(SagaRow.id == saga_id))

    async def lock(self, saga_id: UUID) -> Saga | None:
        """Find one, and let no other unit of work change it before this one ends."""
        query = sa.select(SagaRow).where(SagaRow.id == saga_id).with_for_update()
        return await self._one(query.execution_options(populate_existing=True))

    async def store(self, saga: Saga) -> None:
        """Store what has become of one that is locked."""
        await self._session.execute(
            sa.update(SagaRow).where(SagaRow.id == saga.id).values(_values(saga))
        )

    async def page(self, query: SagaQuery) -> list[Saga]:
        """List some."""
        statement = sa.select(SagaRow).order_by(SagaRow.id.desc()).limit(query.limit)
        if query.state is not None:
            statement = statement.where(SagaRow.state == query.state)
        if query.before is not None:
            statement = statement.where(SagaRow.id < query.before)
        return [_saga(row) for row in await self._session.scalars(statement)]

    async def counts(self) -> list[SagaCount]:
        """Count all, by name and state."""
        groups = (SagaRow.name, SagaRow.state)
        counted = sa.select(
            *groups,
            sa.func.count().label("count"),
            sa.func.min(SagaRow.began_at).label("oldest"),
            sa.func.avg(SagaRow.seconds).label("seconds"),
        )
        rows = await self._session.execute(counted.group_by(*groups).order_by(*groups))
        return [SagaCount.model_validate(row, from_attributes=True) for row in rows]

    async def stuck(self) -> int:
        """Count those that need a person."""
        stuck = sa.select(sa.func.count()).where(SagaRow.state == SagaState.STUCK)
        return await self._session.scalar(stuck) or 0

    async def overdue(self, now: datetime) -> list[tuple[UUID, str]]:
        """Return the ids and names of some whose deadline has passed."""
        statement = sa.select(SagaRow.id, SagaRow.name).where(SagaRow.deadline <= now)
        rows = await self._session.execute(statement.order_by(SagaRow.deadline).limit(OVERDUE))
        return [(row.id, row.name) for row in rows]

    async def purge(self) -> bool:
        """Forget some that ended long ago; return whether there were any."""
        old = sa.select(SagaRow.id).where(
            SagaRow.changed_at < datetime.now(UTC) - KEPT, SagaRow.state.in_(ENDED)
        )
        forget = sa.delete(SagaRow).where(SagaRow.id.in_(old.limit(BATCH)))
        found = await self._session.execute(forget.returning(SagaRow.id))
        return found.first() is not None

    async def _one(self, query: sa.Select[SagaRow]) -> Saga | None:
        row = await self._session.scalar(query)
        return _saga(row) if row else None


def _values(saga: Saga) -> dict[str, object]:
    history = [each.model_dump(mode="json") for each in saga.history]
    return {**saga.model_dump(), "state": str(saga.state), "history": history}


def _saga(row: SagaRow) -> Saga:
    return Saga.model_validate(row, from_attributes=True)
