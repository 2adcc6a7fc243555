"""Stored orders."""

import sqlalchemy as sa

from full_service.models.order import Order
from full_service.repositories.base import BaseRepository, TableMapping
from full_service.repositories.columns import DecimalType, TimestampType, metadata, standard_columns
from full_service.repositories.database import DatabaseConnection
from full_service.repositories.paging import ListFilter

orders = sa.Table(
    "orders",
    metadata,
    *standard_columns(),
    sa.Column("customer_id", sa.Uuid, sa.ForeignKey("customers.id"), nullable=False),
    sa.Column("number", sa.String(20), nullable=False),
    sa.Column("status", sa.String(9), nullable=False),
    sa.Column("total", DecimalType(12, 2), nullable=False),
    sa.Column("placed_at", TimestampType, nullable=False),
    sa.Column("gift", sa.Boolean, nullable=False),
    sa.Column("note", sa.Text),
    sa.CheckConstraint("status IN ('open', 'paid', 'shipped', 'cancelled')", name="status"),
    sa.CheckConstraint("total >= 0", name="total").ddl_if(dialect="postgresql"),
    sa.CheckConstraint("length(note) <= 2000", name="note"),
    sa.UniqueConstraint("number"),
    sa.Index(None, "created_at", "id"),
    sa.Index(None, "customer_id"),
    sa.Index(None, "status"),
    sa.Index(None, "placed_at"),
)

MAPPING = TableMapping(
    orders,
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


class OrderRepository(BaseRepository[Order]):
    """The table `orders`."""

    def __init__(self, connection: DatabaseConnection) -> None:
        super().__init__(connection, MAPPING)
