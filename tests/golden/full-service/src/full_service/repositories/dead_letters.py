"""Messages that could not be handled, or not be sent, until somebody looks at them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from full_service.models.identifiers import new_id
from full_service.models.messages import DeadLetter, Message
from full_service.repositories.columns import Base, TimestampType

MAX_REASON = 2000


class DeadLetterRow(Base):
    """A row of the table `dead_letters`."""

    __tablename__ = "dead_letters"
    __table_args__ = (sa.Index(None, "failed_at"),)

    id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(sa.Text)
    headers: Mapped[Mapping[str, str]] = mapped_column(sa.JSON)
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    destination: Mapped[str | None] = mapped_column(sa.Text)
    channel: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.Text)
    failed_at: Mapped[datetime] = mapped_column(TimestampType)


class DeadLetterRepository:
    """The table `dead_letters`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, channel: str, message: Message, reason: str) -> None:
        """Keep a message, and why it failed; its destination is where a replay sends it."""
        row = DeadLetterRow(
            key=message.key,
            headers=dict(message.headers),
            body=message.body,
            destination=message.destination,
            channel=channel,
            reason=shown_reason(reason),
            failed_at=datetime.now(UTC),
        )
        self._session.add(row)
        await self._session.flush()

    async def newest(self, limit: int) -> list[DeadLetter]:
        """Return those that failed last, the last one first."""
        last = (DeadLetterRow.failed_at.desc(), DeadLetterRow.id.desc())
        rows = await self._session.scalars(sa.select(DeadLetterRow).order_by(*last).limit(limit))
        return [DeadLetter(row.id, _message(row), row.reason, row.failed_at) for row in rows]

    async def ids(self) -> list[UUID]:
        """Return the ids of all, the first one first."""
        first = (DeadLetterRow.failed_at, DeadLetterRow.id)
        return list(await self._session.scalars(sa.select(DeadLetterRow.id).order_by(*first)))

    async def take(self, letter_id: UUID) -> tuple[str, Message] | None:
        """Remove one; return its channel and its message, or None if it is not there."""
        row = await self._session.get(DeadLetterRow, letter_id, with_for_update=True)
        if row is None:
            return None
        await self._session.delete(row)
        await self._session.flush()
        return row.channel, _message(row)


def shown_reason(reason: str) -> str:
    """Return what is kept of a reason."""
    return reason.replace("\0", "")[:MAX_REASON]


def _message(row: DeadLetterRow) -> Message:
    return Message(row.key, row.headers, row.body, row.destination)
