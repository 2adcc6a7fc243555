"""What every table has, and types of columns that differ between databases."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from minimal_service.models.identifiers import new_id


class Base(DeclarativeBase):
    """The registry of the tables."""

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
        return lambda value: value and value.astimezone(UTC).isoformat(timespec="microseconds")

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:  # noqa: ANN401, ARG002
        """Return what turns the text into an aware datetime."""
        return lambda text: text and datetime.fromisoformat(text)


TimestampType = sa.DateTime(timezone=True).with_variant(SqliteTimestamp(), "sqlite")


def now() -> datetime:
    """Return the present moment, as timestamps are stored."""
    return datetime.now(UTC)


class BaseRow(Base):
    """The columns that identify, version and date a row.

    They fill themselves, also where an entity or a statement of your own changes a row.
    """

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True, default=new_id, sort_order=-4)
    version: Mapped[int] = mapped_column(
        sa.Integer, default=1, onupdate=sa.literal_column("version") + 1, sort_order=-3
    )
    created_at: Mapped[datetime] = mapped_column(TimestampType, default=now, sort_order=-2)
    updated_at: Mapped[datetime] = mapped_column(
        TimestampType, default=now, onupdate=now, sort_order=-1
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy calls it with the class
        """Let a change of an entity fail if another one came before it."""
        return {"version_id_col": cls.version}
