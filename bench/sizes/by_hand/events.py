"""What is told, and what is heard."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from bench.sizes.by_hand.tables import InboxRow, User, sessions


class UserEvent(BaseModel):
    """A user was created, changed or removed."""

    id: UUID
    email: str
    full_name: str


class OrderPlaced(BaseModel):
    """A user has placed an order."""

    event_id: UUID
    user: UUID


async def count_order(event: OrderPlaced) -> None:
    """React once, however often the event comes."""
    try:
        async with sessions.begin() as session:
            session.add(InboxRow(id=event.event_id))
            await session.flush()
            await session.execute(update(User).where(User.id == event.user).values(orders=User.orders + 1))
    except IntegrityError:
        return
