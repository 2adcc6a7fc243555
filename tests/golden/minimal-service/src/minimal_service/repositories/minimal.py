"""Stored minimals."""

import sqlalchemy as sa

from minimal_service.models.minimal import Minimal
from minimal_service.repositories.base import BaseRepository, TableMapping
from minimal_service.repositories.columns import metadata, standard_columns
from minimal_service.repositories.database import DatabaseConnection
from minimal_service.repositories.paging import ListFilter

minimals = sa.Table(
    "minimals",
    metadata,
    *standard_columns(),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("description", sa.Text),
    sa.Column("status", sa.String(8), nullable=False),
    sa.CheckConstraint("status IN ('active', 'archived')", name="status"),
    sa.Index(None, "created_at", "id"),
    sa.Index(None, "status"),
)

MAPPING = TableMapping(
    minimals,
    Minimal,
    title="minimal",
    filters=[
        ListFilter("status", "status", "eq"),
    ],
)


class MinimalRepository(BaseRepository[Minimal]):
    """The table `minimals`."""

    def __init__(self, connection: DatabaseConnection) -> None:
        super().__init__(connection, MAPPING)
