"""Stored customers."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from full_service.models.customer import Customer
from full_service.repositories.base import TableMapping
from full_service.repositories.columns import BaseRow
from full_service.repositories.event_sourced import EventSourcedRepository
from full_service.repositories.paging import ListFilter
from full_service.repositories.projected import ProjectedRepository
from full_service.repositories.read_model_tables import ReadModel


class CustomerRow(BaseRow):
    """A row of the table `customers`."""

    __tablename__ = "customers"
    __table_args__ = (
        sa.CheckConstraint("length(full_name) >= 1", name="full_name"),
        sa.UniqueConstraint("email"),
        sa.Index(None, "created_at", "id"),
    )

    email: Mapped[str] = mapped_column(sa.String(320))
    full_name: Mapped[str] = mapped_column(sa.String(120))
    joined_on: Mapped[dt.date] = mapped_column(sa.Date)


MAPPING = TableMapping(
    CustomerRow,
    Customer,
    title="customer",
    filters=[
        ListFilter("email", "email", "eq"),
    ],
)

READ_MODEL = ReadModel(MAPPING, ["created_at", "email"])


class CustomerRepository(EventSourcedRepository[Customer], ProjectedRepository[Customer]):
    """The table `customers`."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session, MAPPING)
