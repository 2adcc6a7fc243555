"""Columns that every table has, and types that differ between databases."""

from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Any

import sqlalchemy as sa
from pydantic_core import from_json, to_json
from sqlalchemy.dialects import postgresql

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


class JsonType(sa.types.TypeDecorator[Any]):
    """JSON as the text that the drivers take and give; PostgreSQL keeps it as JSONB.

    SQLite would make a number of a text that reads like one, and keeps bytes as they are.
    """

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Choose the database's type."""
        return dialect.type_descriptor(
            postgresql.JSONB() if dialect.name == "postgresql" else sa.JSON()
        )

    def bind_processor(self, dialect: sa.Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's signature
        """Return what turns a value into text."""

        def to_text(value: object) -> str | bytes:
            written = to_json(value)
            number = dialect.name == "sqlite" and isinstance(value, int | float)
            return written if number else written.decode()

        return to_text

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:  # noqa: ANN401, ARG002
        """Return what turns the text into a value; a number is one already."""
        return lambda value: value if isinstance(value, int | float) else from_json(value)


class DecimalType(sa.types.TypeDecorator[Decimal]):
    """A decimal number that keeps its digits, where SQLite knows binary fractions only.

    There it is text of one length that sorts by value: the steps of the last place between the
    number and the least one that the column can hold.
    """

    impl = sa.Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision, scale)
        self.precision = precision
        self.scale = scale

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Choose the database's type."""
        exact = sa.Numeric(self.precision, self.scale)
        return dialect.type_descriptor(
            sa.String(self.precision + 1) if dialect.name == "sqlite" else exact
        )

    def bind_processor(self, dialect: sa.Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's signature
        """Return what turns a number into text, if the driver needs it."""
        context, least = Context(self.precision + 1), 10**self.precision
        width = self.precision + 1

        def to_text(value: Decimal) -> str:
            if value and value.adjusted() >= self.precision - self.scale:
                raise OverflowError  # before int(), which takes very long for 1e400000
            return f"{int(value.scaleb(self.scale, context)) + least:0{width}d}"

        return to_text if dialect.name == "sqlite" else None

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:  # noqa: ANN401, ARG002
        """Return what turns the text into a number, if the driver gives text."""
        context, least = Context(self.precision + 1), 10**self.precision
        if dialect.name != "sqlite":
            return None
        return lambda text: Decimal(int(text) - least).scaleb(-self.scale, context)


def standard_columns() -> tuple[sa.Column[Any], ...]:
    """Make the columns that identify, version and date a row."""
    return (
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", TimestampType, nullable=False),
        sa.Column("updated_at", TimestampType, nullable=False),
    )
