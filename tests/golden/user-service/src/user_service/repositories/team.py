"""Stored teams."""

import sqlalchemy as sa

from user_service.models.team import Team
from user_service.repositories.base import BaseRepository, TableMapping
from user_service.repositories.columns import DecimalType, metadata, standard_columns
from user_service.repositories.database import DatabaseConnection
from user_service.repositories.paging import ListFilter

teams = sa.Table(
    "teams",
    metadata,
    *standard_columns(),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("description", sa.Text),
    sa.Column("founded", sa.Date),
    sa.Column("budget", DecimalType(12, 2), nullable=False),
    sa.CheckConstraint("budget >= 0", name="budget").ddl_if(dialect="postgresql"),
    sa.UniqueConstraint("name"),
    sa.Index(None, "created_at", "id"),
)

MAPPING = TableMapping(
    teams,
    Team,
    title="team",
    filters=[
        ListFilter("name", "name", "eq"),
    ],
)


class TeamRepository(BaseRepository[Team]):
    """The table `teams`."""

    def __init__(self, connection: DatabaseConnection) -> None:
        super().__init__(connection, MAPPING)
