"""Stored minimals."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from minimal_service.models.minimal import Minimal
from minimal_service.repositories.base import BaseRepository, TableMapping
from minimal_service.repositories.columns import BaseRow
from minimal_service.repositories.paging import ListFilter


class MinimalRow(BaseRow):
    """A row of the table `minimals`."""

    __tablename__ = "minimals"
    __table_args__ = (
        sa.CheckConstraint("status IN ('active', 'archived')", name="status"),
        sa.Index(None, "created_at", "id"),
        sa.Index(None, "status"),
    )

    name: Mapped[str] = mapped_column(sa.String(120))
    description: Mapped[str | None] = mapped_column(sa.Text)
    status: Mapped[str] = mapped_column(sa.String(8))


MAPPING = TableMapping(
    MinimalRow,
    Minimal,
    title="minimal",
    filters=[
        ListFilter("status", "status", "eq"),
    ],
)


class MinimalRepository(BaseRepository[Minimal]):
    """The table `minimals`."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session, MAPPING)
