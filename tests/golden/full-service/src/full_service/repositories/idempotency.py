"""Answers kept for requests that carried an idempotency key."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from pydantic import ValidationError, create_model
from pydantic_core import from_json
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from full_service.models.base import BaseResource
from full_service.models.concurrency import IdempotencyKey
from full_service.models.errors import IdempotencyKeyReusedError
from full_service.repositories.columns import Base, TimestampType

KEPT = timedelta(hours=24)
BATCH = 1000
"""How many answers are forgotten in one transaction."""

ResourceT = TypeVar("ResourceT", bound=BaseResource)


class IdempotencyRow(Base):
    """A row of the table `idempotency_keys`."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (sa.Index(None, "created_at"),)

    scope: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    answer: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(TimestampType)


class IdempotencyRepository:
    """The table `idempotency_keys`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, key: IdempotencyKey | None, model: type[ResourceT]) -> ResourceT | None:
        """Return what was answered; raise `IdempotencyKeyReusedError` if another body was sent."""
        if key is None:
            return None
        row = await self._session.get(IdempotencyRow, key.scope)
        if row is None:
            return None
        if row.created_at < _oldest():
            await self._session.delete(row)
            await self._session.flush()
            return None
        if row.digest != key.digest:
            raise IdempotencyKeyReusedError
        return _read(row.answer, model)

    async def store(self, key: IdempotencyKey | None, resource: BaseResource) -> None:
        """Keep what is answered, if the request carried a key."""
        if key is None:
            return
        answer, now = resource.model_dump_json(), datetime.now(UTC)
        row = IdempotencyRow(scope=key.scope, digest=key.digest, answer=answer, created_at=now)
        self._session.add(row)
        await self._session.flush()

    async def purge(self) -> bool:
        """Forget some answers that are too old; return whether there were any."""
        old = sa.select(IdempotencyRow.scope).where(IdempotencyRow.created_at < _oldest())
        forget = sa.delete(IdempotencyRow).where(IdempotencyRow.scope.in_(old.limit(BATCH)))
        found = await self._session.execute(forget.returning(IdempotencyRow.scope))
        return found.first() is not None


def _oldest() -> datetime:
    """Return the time before which answers count no more."""
    return datetime.now(UTC) - KEPT


def _read(answer: str, model: type[ResourceT]) -> ResourceT:
    """Read an answer; one of an earlier release stays without the fields that came since."""
    try:
        return model.model_validate_json(answer)
    except ValidationError:
        given = from_json(answer)
        fields: dict[str, Any] = {
            name: (field.annotation, field)
            for name, field in model.model_fields.items()
            if name in given
        }
        earlier = create_model(model.__name__, **fields)
        known = vars(earlier.model_validate_json(answer))
        construct: Callable[..., BaseResource] = model.model_construct
        return cast("ResourceT", construct().model_copy(update=known))
