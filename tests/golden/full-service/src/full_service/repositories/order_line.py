"""Stored order lines."""

from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from full_service.models.order_line import OrderLine
from full_service.repositories.base import TableMapping
from full_service.repositories.columns import BaseRow, DecimalType
from full_service.repositories.event_sourced import EventSourcedRepository
from full_service.repositories.paging import ListFilter
from full_service.repositories.projected import ProjectedRepository
from full_service.repositories.read_model_tables import ReadModel


class OrderLineRow(BaseRow):
    """A row of the table `order_lines`."""

    __tablename__ = "order_lines"
    __table_args__ = (
        sa.CheckConstraint("quantity BETWEEN 1 AND 1000", name="quantity"),
        sa.CheckConstraint("price >= 0", name="price").ddl_if(dialect="postgresql"),
        sa.Index(None, "created_at", "id"),
        sa.Index(None, "order_id"),
        sa.Index(None, "article"),
    )

    order_id: Mapped[UUID] = mapped_column(sa.Uuid, sa.ForeignKey("orders.id"))
    article: Mapped[str] = mapped_column(sa.String(40))
    quantity: Mapped[int] = mapped_column(sa.Integer)
    price: Mapped[Decimal] = mapped_column(DecimalType(10, 2))


MAPPING = TableMapping(
    OrderLineRow,
    OrderLine,
    title="order line",
    filters=[
        ListFilter("order_id", "order_id", "eq"),
        ListFilter("article", "article", "eq"),
    ],
)

READ_MODEL = ReadModel(MAPPING, ["created_at", "article"])


class OrderLineRepository(EventSourcedRepository[OrderLine], ProjectedRepository[OrderLine]):
    """The table `order_lines`."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session, MAPPING)
