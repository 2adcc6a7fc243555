"""Which read models there are, and which changes they have not followed yet."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from full_service.repositories.columns import Base, TimestampType, now

MADE = sa.Table(
    "projections",
    sa.MetaData(),
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("place", sa.String(63)),
    sa.Column("form", sa.String(64), nullable=False),
    sa.Column("revision", sa.Text, nullable=False),
)
"""The tables of the read models as the last migration made them: their schema, what form they have,
and the revisions of the data that it was at. Who follows changes, or makes a table anew, holds the row."""


class ReadModelChangeRow(Base):
    """A row of the table `projection_changes`: it goes in the transaction that shows the change.

    A change that is committed later than one behind it is still there, so none is passed over.
    """

    __tablename__ = "projection_changes"
    __table_args__ = (sa.Index(None, "name", "position"), {"sqlite_autoincrement": True})

    position: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True
    )
    name: Mapped[str] = mapped_column(sa.String(80))
    resource_id: Mapped[UUID] = mapped_column(sa.Uuid)
    changed_at: Mapped[datetime] = mapped_column(TimestampType, default=now)
