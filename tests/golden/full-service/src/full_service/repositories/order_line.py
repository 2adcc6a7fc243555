"""Stored order lines."""

import sqlalchemy as sa

from full_service.models.order_line import OrderLine
from full_service.repositories.base import BaseRepository, TableMapping
from full_service.repositories.columns import DecimalType, metadata, standard_columns
from full_service.repositories.database import DatabaseConnection
from full_service.repositories.paging import ListFilter

order_lines = sa.Table(
    "order_lines",
    metadata,
    *standard_columns(),
    sa.Column("order_id", sa.Uuid, sa.ForeignKey("orders.id"), nullable=False),
    sa.Column("article", sa.String(40), nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("price", DecimalType(10, 2), nullable=False),
    sa.CheckConstraint("quantity BETWEEN 1 AND 1000", name="quantity"),
    sa.CheckConstraint("price >= 0", name="price").ddl_if(dialect="postgresql"),
    sa.Index(None, "created_at", "id"),
    sa.Index(None, "order_id"),
    sa.Index(None, "article"),
)

MAPPING = TableMapping(
    order_lines,
    OrderLine,
    title="order line",
    filters=[
        ListFilter("order_id", "order_id", "eq"),
        ListFilter("article", "article", "eq"),
    ],
)


class OrderLineRepository(BaseRepository[OrderLine]):
    """The table `order_lines`."""

    def __init__(self, connection: DatabaseConnection) -> None:
        super().__init__(connection, MAPPING)
