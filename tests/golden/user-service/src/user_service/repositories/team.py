"""Stored teams."""

import datetime as dt
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from user_service.models.team import Team
from user_service.repositories.base import BaseRepository, TableMapping
from user_service.repositories.columns import BaseRow, DecimalType
from user_service.repositories.paging import ListFilter


class TeamRow(BaseRow):
    """A row of the table `teams`."""

    __tablename__ = "teams"
    __table_args__ = (
        sa.CheckConstraint("budget >= 0", name="budget").ddl_if(dialect="postgresql"),
        sa.UniqueConstraint("name"),
        sa.Index(None, "created_at", "id"),
    )

    name: Mapped[str] = mapped_column(sa.String(80))
    description: Mapped[str | None] = mapped_column(sa.Text)
    founded: Mapped[dt.date | None] = mapped_column(sa.Date)
    budget: Mapped[Decimal] = mapped_column(DecimalType(12, 2))


MAPPING = TableMapping(
    TeamRow,
    Team,
    title="team",
    filters=[
        ListFilter("name", "name", "eq"),
    ],
)


class TeamRepository(BaseRepository[Team]):
    """The table `teams`."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session, MAPPING)
