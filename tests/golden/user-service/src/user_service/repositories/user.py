"""Stored users."""

import sqlalchemy as sa

from user_service.models.user import User
from user_service.repositories.base import BaseRepository, TableMapping
from user_service.repositories.columns import JsonType, TimestampType, metadata, standard_columns
from user_service.repositories.database import DatabaseConnection
from user_service.repositories.paging import ListFilter

users = sa.Table(
    "users",
    metadata,
    *standard_columns(),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("full_name", sa.String(120), nullable=False),
    sa.Column("status", sa.String(9), nullable=False),
    sa.Column("team_id", sa.Uuid, sa.ForeignKey("teams.id")),
    sa.Column("birthday", sa.Date),
    sa.Column("last_login", TimestampType),
    sa.Column("logins", sa.Integer, nullable=False),
    sa.Column("newsletter", sa.Boolean, nullable=False),
    sa.Column("homepage", sa.String(2048)),
    sa.Column("external_id", sa.Uuid),
    sa.Column("tags", JsonType, nullable=False),
    sa.Column("preferences", JsonType, nullable=False),
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

MAPPING = TableMapping(
    users,
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

    def __init__(self, connection: DatabaseConnection) -> None:
        super().__init__(connection, MAPPING)
