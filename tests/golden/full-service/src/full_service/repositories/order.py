"""Stored orders."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from full_service.models.order import Order
from full_service.repositories.base import TableMapping
from full_service.repositories.columns import BaseRow, DecimalType, TimestampType
from full_service.repositories.event_sourced import EventSourcedRepository
from full_service.repositories.paging import ListFilter
from full_service.repositories.projected import ProjectedRepository
from full_service.repositories.read_model_tables import ReadModel


class OrderRow(BaseRow):
    """A row of the table `orders`."""

    __tablename__ = "orders"
    __table_args__ = (
        sa.CheckConstraint("status IN ('open', 'paid', 'shipped', 'cancelled')", name="status"),
        sa.CheckConstraint("total >= 0", name="total").ddl_if(dialect="postgresql"),
        sa.CheckConstraint("length(note) <= 2000", name="note"),
        sa.UniqueConstraint("number"),
        sa.Index(None, "created_at", "id"),
        sa.Index(None, "customer_id"),
        sa.Index(None, "status"),
        sa.Index(None, "placed_at"),
    )

    customer_id: Mapped[UUID] = mapped_column(sa.Uuid, sa.ForeignKey("customers.id"))
    number: Mapped[str] = mapped_column(sa.String(20))
    status: Mapped[str] = mapped_column(sa.String(9))
    total: Mapped[Decimal] = mapped_column(DecimalType(12, 2))
    placed_at: Mapped[dt.datetime] = mapped_column(TimestampType)
    gift: Mapped[bool] = mapped_column(sa.Boolean)
    note: Mapped[str | None] = mapped_column(sa.Text)


MAPPING = TableMapping(
    OrderRow,
    Order,
    title="order",
    filters=[
        ListFilter("customer_id", "customer_id", "eq"),
        ListFilter("number", "number", "eq"),
        ListFilter("status", "status", "eq"),
        ListFilter("placed_at", "placed_at", "eq"),
        ListFilter("placed_at_from", "placed_at", "ge"),
        ListFilter("placed_at_to", "placed_at", "le"),
        ListFilter("gift", "gift", "eq"),
    ],
)

READ_MODEL = ReadModel(MAPPING, ["created_at", "number", "placed_at"])


class OrderRepository(EventSourcedRepository[Order], ProjectedRepository[Order]):
    """The table `orders`."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session, MAPPING)
