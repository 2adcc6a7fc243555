"""Events that wait to be sent: stored in the transaction of the change that they tell of."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from pydantic_core import from_json
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from full_service.models.messages import Envelope, Message, PublishedEvent
from full_service.repositories.columns import Base

CHANNELS = ("kafka", "redis")
"""The brokers that events are sent to, each from rows of its own."""

NEW_MESSAGES = "new_messages"
"""Key of a session's `info`: what it commits has to be sent."""

MAX_BYTES = 900_000
"""Brokers take messages of 1 MB as they are installed, headers included."""

BATCH_BYTES = 8_000_000
"""When those that are read together have so many, the others wait: a process holds all of them."""


class OutboxRow(Base):
    """A row of the table `outbox`."""

    __tablename__ = "outbox"
    __table_args__ = (sa.Index(None, "channel", "position"),)

    position: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True
    )
    """Rises with the changes of one subject: the second one waits for the first to be committed."""
    channel: Mapped[str] = mapped_column(sa.String(20))
    key: Mapped[str] = mapped_column(sa.Text)
    headers: Mapped[Mapping[str, str]] = mapped_column(sa.JSON)
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    destination: Mapped[str | None] = mapped_column(sa.Text)


_SIZES = (
    sa.select(OutboxRow.position, sa.func.length(OutboxRow.body).label("size"))
    .where(OutboxRow.channel == sa.bindparam("channel"))
    .order_by(OutboxRow.position)
    .limit(sa.bindparam("limit"))
    .subquery()
)
_SUMS = sa.select(
    _SIZES.c.position,
    (sa.func.sum(_SIZES.c.size).over(order_by=_SIZES.c.position) - _SIZES.c.size).label("before"),
).subquery()
LAST = sa.select(sa.func.max(_SUMS.c.position)).where(_SUMS.c.before < BATCH_BYTES)
"""The position up to which messages are read together."""
FIRST = (
    sa.select(
        OutboxRow.position,
        OutboxRow.key,
        sa.cast(OutboxRow.headers, sa.Text),  # read below, in a third of the time
        OutboxRow.body,
        OutboxRow.destination,
    )
    .where(OutboxRow.channel == sa.bindparam("channel"))
    .where(OutboxRow.position <= LAST.scalar_subquery())
    .order_by(OutboxRow.position)
)


class EventOutbox(ABC):
    """What every outbox does with events."""

    async def add(self, event: PublishedEvent, channels: Sequence[str] | None = None) -> None:
        """Send an event once the unit of work is committed; add it after the change it tells of.

        Raises `ValueError` for one that no broker would take.
        """
        await self.put(told(event), channels or CHANNELS)

    @abstractmethod
    async def put(self, message: Message, channels: Sequence[str]) -> None:
        """Send a message over some channels once the unit of work is committed."""


class OutboxRepository(EventOutbox):
    """The table `outbox`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, message: Message, channels: Sequence[str]) -> None:
        """Send a message over some channels once the unit of work is committed."""
        values = {
            "key": message.key,
            "headers": dict(message.headers),
            "body": message.body,
            "destination": message.destination,
        }
        rows = [{"channel": channel, **values} for channel in channels]
        await self._session.execute(sa.insert(OutboxRow), rows)
        self._session.info[NEW_MESSAGES] = True

    async def first(self, channel: str, limit: int) -> list[tuple[int, Message]]:
        """Return the messages of a channel that have waited longest, each with its position."""
        rows = await self._session.execute(FIRST, {"channel": channel, "limit": limit})
        return [
            (position, Message(key, from_json(headers), body, destination))
            for position, key, headers, body, destination in rows
        ]

    async def remove(self, positions: Collection[int]) -> None:
        """Forget messages that were sent."""
        if positions:
            await self._session.execute(
                sa.delete(OutboxRow).where(OutboxRow.position.in_(positions))
            )


def told(event: PublishedEvent) -> Message:
    """Put an event into a message; raise `ValueError` for one that no broker would take."""
    envelope = Envelope.around(event)
    body = event.model_dump_json().encode()
    if len(body) > MAX_BYTES:
        raise ValueError(f"{envelope.type} has {len(body)} bytes; it can have {MAX_BYTES}")
    return Message(envelope.subject, envelope.headers(), body)
