"""Stored teams."""

import sqlalchemy as sa

from user_service.models.team import Team
from user_service.repositories.columns import ExactDecimal, metadata, standard_columns
from user_service.repositories.database import Connection
from user_service.repositories.listing import Filter
from user_service.repositories.table import TableMapping, TableRepository

teams = sa.Table(
    "teams",
    metadata,
    *standard_columns(),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("description", sa.Text),
    sa.Column("founded", sa.Date),
    sa.Column("budget", ExactDecimal(12, 2), nullable=False),
    sa.CheckConstraint("budget >= 0", name="budget").ddl_if(dialect="postgresql"),
    sa.UniqueConstraint("name"),
    sa.Index(None, "created_at", "id"),
)

MAPPING = TableMapping(
    teams,
    Team,
    title="team",
    filters=[
        Filter("name", "name", "eq"),
    ],
)


class TeamRepository(TableRepository[Team]):
    """The table `teams`."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, MAPPING)
