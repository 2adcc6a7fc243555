"""Columns that every table has, and types that differ between databases."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class SqliteTimestamp(sa.types.TypeDecorator[datetime]):
    """UTC as ISO 8601 text of one length, so that SQLite sorts it by time."""

    impl = sa.DateTime
    cache_ok = True

    def bind_processor(self, dialect: sa.Dialect) -> Any:  # noqa: ANN401, ARG002 - SQLAlchemy's signature
        """Return what turns an aware datetime into text."""
        return lambda value: value.astimezone(UTC).isoformat(timespec="microseconds")

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:  # noqa: ANN401, ARG002
        """Return what turns the text into an aware datetime."""
        return datetime.fromisoformat


TimestampType = sa.DateTime(timezone=True).with_variant(SqliteTimestamp(), "sqlite")


def standard_columns() -> tuple[sa.Column[Any], ...]:
    """Make the columns that identify, version and date a row."""
    return (
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", TimestampType, nullable=False),
        sa.Column("updated_at", TimestampType, nullable=False),
    )
