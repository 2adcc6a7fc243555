"""Events that were handled, so that none is handled twice."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from full_service.repositories.columns import Base, TimestampType

KEPT = timedelta(days=30)
"""Longer than any broker goes on delivering an event again."""
BATCH = 1000
"""How many are forgotten in one transaction."""


class InboxRow(Base):
    """A row of the table `inbox`."""

    __tablename__ = "inbox"
    __table_args__ = (sa.Index(None, "handled_at"),)

    source: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    event_id: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    handled_at: Mapped[datetime] = mapped_column(TimestampType)


ADD = (
    insert(cast("sa.Table", InboxRow.__table__))  # SQLite takes the same clause
    .on_conflict_do_nothing()
    .returning(InboxRow.source, InboxRow.event_id)
)


class InboxRepository:
    """The table `inbox`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, events: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Note that events are handled, each by its source and its id; return the new ones.

        A second unit of work for the same event waits until the first one has ended.
        """
        handled_at = datetime.now(UTC)
        # In one order everywhere, so that two units of work never wait for each other.
        rows = [
            {"source": source, "event_id": event_id, "handled_at": handled_at}
            for source, event_id in sorted(events)
        ]
        return {(row.source, row.event_id) for row in await self._session.execute(ADD, rows)}

    async def purge(self) -> bool:
        """Forget some that are too old; return whether there were any."""
        old = sa.select(InboxRow.source, InboxRow.event_id).where(
            InboxRow.handled_at < datetime.now(UTC) - KEPT
        )
        this = sa.tuple_(InboxRow.source, InboxRow.event_id)
        forget = sa.delete(InboxRow).where(this.in_(old.limit(BATCH)))
        found = await self._session.execute(forget.returning(InboxRow.event_id))
        return found.first() is not None
