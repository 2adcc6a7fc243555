"""What a team has without the generated service: an outbox and an inbox by hand, on FastStream and SQLAlchemy.

Written as the documentation of both shows it, with entities of a session and JSON; the relay has all of a batch on its
way at once, where the documentation waits for each message.
"""

# ruff: noqa: ANN401  the service is not there where this is checked

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[import-not-found]
from faststream import AckPolicy  # type: ignore[import-not-found]
from faststream.confluent import KafkaBroker  # type: ignore[import-not-found]
from faststream.confluent.annotations import KafkaMessage  # type: ignore[import-not-found]
from pydantic import BaseModel
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

TOPIC = "by_hand"
BATCH = 500
DRIVERS = {"postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}


class Base(DeclarativeBase):
    """The tables."""


class Outgoing(Base):
    """A message that waits."""

    __tablename__ = "outgoing"

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    key: Mapped[str]
    headers: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    payload: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class Handled(Base):
    """A message that was handled."""

    __tablename__ = "handled"

    id: Mapped[str] = mapped_column(primary_key=True)
    handled_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class UserCreated(BaseModel):
    """What the handler needs of an event."""

    id: UUID
    email: str


class Peer:
    """One broker, one database."""

    def __init__(self, url: str, brokers: str, partitions: int) -> None:
        scheme, _, rest = url.partition(":")
        self._engine: AsyncEngine = create_async_engine(f"{DRIVERS[scheme]}:{rest}")
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._brokers = brokers
        self._partitions = partitions

    async def prepare(self) -> None:
        """Make the topic and the tables."""
        admin = AdminClient({"bootstrap.servers": self._brokers})
        if TOPIC not in admin.list_topics(timeout=10).topics:
            admin.create_topics([NewTopic(TOPIC, self._partitions, 1)])[TOPIC].result()
        async with self._engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

    async def put(self, messages: list[tuple[str, dict[str, str], dict[str, Any]]]) -> None:
        """Store what is to be sent."""
        async with self._sessions.begin() as session:
            session.add_all(Outgoing(key=key, headers=headers, payload=data) for key, headers, data in messages)

    @asynccontextmanager
    async def sending(self) -> Any:
        """Give what sends all that waits."""
        config = {"enable.idempotence": True}
        async with KafkaBroker(self._brokers, config=config, logger=None) as broker:
            yield lambda: self._relay(broker)

    async def _relay(self, broker: Any) -> None:
        first = sa.select(Outgoing).order_by(Outgoing.id).limit(BATCH).with_for_update(skip_locked=True)
        while True:
            async with self._sessions.begin() as session:
                rows = (await session.scalars(first)).all()
                if not rows:
                    return
                sent = (broker.publish(row.payload, TOPIC, key=row.key, headers=row.headers) for row in rows)
                await asyncio.gather(*sent)
                for row in rows:
                    await session.delete(row)

    @asynccontextmanager
    async def reading(self) -> Any:
        """Handle what comes, each message in a transaction of its own; give what tells how many were handled."""
        async with self._sessions.begin() as session:
            await session.execute(sa.delete(Handled))
        broker = KafkaBroker(self._brokers, logger=None)
        count = 0

        @broker.subscriber(  # type: ignore[untyped-decorator]
            TOPIC, group_id=uuid4().hex, auto_offset_reset="earliest", ack_policy=AckPolicy.NACK_ON_ERROR
        )
        async def on_user_created(event: UserCreated, message: KafkaMessage) -> None:
            nonlocal count
            assert event.email
            values = {"id": message.headers["ce_id"], "handled_at": datetime.now(UTC)}
            note = insert(Handled).values(values).on_conflict_do_nothing().returning(Handled.id)
            async with self._sessions.begin() as session:
                await session.scalar(note)
            count += 1

        await broker.start()
        try:
            yield lambda: count
        finally:
            await broker.stop()

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()
