"""What every table has, and types of columns that differ between databases."""

from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from full_service.models.identifiers import new_id


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


class DecimalType(sa.types.TypeDecorator[Decimal]):
    """A decimal number that keeps its digits, where SQLite knows binary fractions only.

    There it is text of one length that sorts by value: the steps of the last place between the
    number and the least one that the column can hold. It compares; SQL cannot calculate with it,
    and what a sum or a difference makes of it raises `TypeError` when it is read.
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

        def to_text(value: Decimal | float | None) -> str | None:
            if value is None:
                return None
            number = Decimal(value)
            if number and number.adjusted() >= self.precision - self.scale:
                raise OverflowError  # before int(), which takes very long for 1e400000
            steps = number.scaleb(self.scale, context)
            if steps != steps.to_integral_value():
                raise OverflowError(f"{value} has more than {self.scale} decimal places")
            return f"{int(steps) + least:0{width}d}"

        return to_text if dialect.name == "sqlite" else None

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:  # noqa: ANN401, ARG002
        """Return what turns the text into a number, if the driver gives text."""
        context, least = Context(self.precision + 1), 10**self.precision
        width, over = self.precision + 1, str(2 * least)

        def to_number(text: object) -> Decimal | None:
            if text is None:
                return None
            if not isinstance(text, str) or len(text) != width or text >= over:
                raise TypeError("SQLite cannot calculate with decimals: read them, and do it here")
            return Decimal(int(text) - least).scaleb(-self.scale, context)

        return to_number if dialect.name == "sqlite" else None


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
