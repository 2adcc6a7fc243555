"""Events that were handled, so that none is handled twice."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
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


class InboxRepository:
    """The table `inbox`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, source: str, event_id: str) -> bool:
        """Note that an event is handled; return whether this is the first time.

        A second unit of work for the same event waits until the first one has ended.
        """
        values = {"source": source, "event_id": event_id, "handled_at": datetime.now(UTC)}
        try:
            async with self._session.begin_nested():
                await self._session.execute(sa.insert(InboxRow).values(values))
        except IntegrityError:
            return False
        return True

    async def purge(self) -> bool:
        """Forget some that are too old; return whether there were any."""
        old = sa.select(InboxRow.source, InboxRow.event_id).where(
            InboxRow.handled_at < datetime.now(UTC) - KEPT
        )
        this = sa.tuple_(InboxRow.source, InboxRow.event_id)
        forget = sa.delete(InboxRow).where(this.in_(old.limit(BATCH)))
        found = await self._session.execute(forget.returning(InboxRow.event_id))
        return found.first() is not None
