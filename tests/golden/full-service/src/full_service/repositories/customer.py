"""Stored customers."""

import sqlalchemy as sa

from full_service.models.customer import Customer
from full_service.repositories.base import BaseRepository, TableMapping
from full_service.repositories.columns import metadata, standard_columns
from full_service.repositories.database import DatabaseConnection
from full_service.repositories.paging import ListFilter

customers = sa.Table(
    "customers",
    metadata,
    *standard_columns(),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("full_name", sa.String(120), nullable=False),
    sa.Column("joined_on", sa.Date, nullable=False),
    sa.CheckConstraint("length(full_name) >= 1", name="full_name"),
    sa.UniqueConstraint("email"),
    sa.Index(None, "created_at", "id"),
)

MAPPING = TableMapping(
    customers,
    Customer,
    title="customer",
    filters=[
        ListFilter("email", "email", "eq"),
    ],
)


class CustomerRepository(BaseRepository[Customer]):
    """The table `customers`."""

    def __init__(self, connection: DatabaseConnection) -> None:
        super().__init__(connection, MAPPING)
