"""Stored users."""

import sqlalchemy as sa

from user_service.models.user import User
from user_service.repositories.columns import Json, Timestamp, metadata, standard_columns
from user_service.repositories.database import Connection
from user_service.repositories.listing import Filter
from user_service.repositories.table import TableMapping, TableRepository

users = sa.Table(
    "users",
    metadata,
    *standard_columns(),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column("full_name", sa.String(120), nullable=False),
    sa.Column("status", sa.String(9), nullable=False),
    sa.Column("team_id", sa.Uuid, sa.ForeignKey("teams.id")),
    sa.Column("birthday", sa.Date),
    sa.Column("last_login", Timestamp),
    sa.Column("logins", sa.Integer, nullable=False),
    sa.Column("newsletter", sa.Boolean, nullable=False),
    sa.Column("homepage", sa.String(2048)),
    sa.Column("external_id", sa.Uuid),
    sa.Column("tags", Json, nullable=False),
    sa.Column("preferences", Json, nullable=False),
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
        Filter("email", "email", "eq"),
        Filter("full_name", "full_name", "eq"),
        Filter("status", "status", "eq"),
        Filter("team_id", "team_id", "eq"),
        Filter("newsletter", "newsletter", "eq"),
        Filter("external_id", "external_id", "eq"),
    ],
)


class UserRepository(TableRepository[User]):
    """The table `users`."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, MAPPING)
