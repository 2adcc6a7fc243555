"""Stored users."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from user_service.models.user import User
from user_service.repositories.base import BaseRepository, TableMapping
from user_service.repositories.columns import BaseRow, JsonType, TimestampType
from user_service.repositories.paging import ListFilter


class UserRow(BaseRow):
    """A row of the table `users`."""

    __tablename__ = "users"
    __table_args__ = (
        sa.CheckConstraint("length(full_name) >= 1", name="full_name"),
        sa.CheckConstraint("status IN ('invited', 'active', 'suspended')", name="status"),
        sa.CheckConstraint("logins >= 0", name="logins"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("external_id"),
        sa.Index(None, "created_at", "id"),
        sa.Index(None, "full_name"),
        sa.Index(None, "status"),
        sa.Index(None, "team_id"),
    )

    email: Mapped[str] = mapped_column(sa.String(320))
    full_name: Mapped[str] = mapped_column(sa.String(120))
    status: Mapped[str] = mapped_column(sa.String(9))
    team_id: Mapped[UUID | None] = mapped_column(sa.Uuid, sa.ForeignKey("teams.id"))
    birthday: Mapped[dt.date | None] = mapped_column(sa.Date)
    last_login: Mapped[dt.datetime | None] = mapped_column(TimestampType)
    logins: Mapped[int] = mapped_column(sa.Integer)
    newsletter: Mapped[bool] = mapped_column(sa.Boolean)
    homepage: Mapped[str | None] = mapped_column(sa.String(2048))
    external_id: Mapped[UUID | None] = mapped_column(sa.Uuid)
    tags: Mapped[list[Any]] = mapped_column(JsonType)
    preferences: Mapped[Any] = mapped_column(JsonType)


MAPPING = TableMapping(
    UserRow,
    User,
    title="user",
    filters=[
        ListFilter("email", "email", "eq"),
        ListFilter("full_name", "full_name", "eq"),
        ListFilter("status", "status", "eq"),
        ListFilter("team_id", "team_id", "eq"),
        ListFilter("newsletter", "newsletter", "eq"),
        ListFilter("external_id", "external_id", "eq"),
    ],
)


class UserRepository(BaseRepository[User]):
    """The table `users`."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session, MAPPING)
