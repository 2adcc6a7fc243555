"""Answers kept for requests that carried an idempotency key."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from pydantic import ValidationError, create_model
from pydantic_core import from_json

from user_service.models.base import BaseResource
from user_service.models.concurrency import IdempotencyKey
from user_service.models.errors import IdempotencyKeyReusedError
from user_service.repositories.columns import TimestampType, metadata
from user_service.repositories.database import DatabaseConnection
from user_service.repositories.sql import Statement

KEPT = timedelta(hours=24)

ResourceT = TypeVar("ResourceT", bound=BaseResource)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("scope", sa.String(64), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("created_at", TimestampType, nullable=False),
    sa.Index(None, "created_at"),
)

_SCOPE = sa.bindparam("where.scope", type_=sa.String)
_BEFORE = sa.bindparam("where.before", type_=TimestampType)

FIND = Statement(sa.select(idempotency_keys).where(idempotency_keys.c.scope == _SCOPE))
STORE = Statement(
    sa.insert(idempotency_keys).values(
        {column.name: sa.bindparam(column.name) for column in idempotency_keys.c}
    )
)
FORGET = Statement(sa.delete(idempotency_keys).where(idempotency_keys.c.scope == _SCOPE))
PURGE = Statement(sa.delete(idempotency_keys).where(idempotency_keys.c.created_at < _BEFORE))


class IdempotencyRepository:
    """The table `idempotency_keys`."""

    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def find(self, key: IdempotencyKey, model: type[ResourceT]) -> ResourceT | None:
        """Return what was answered; raise `IdempotencyKeyReusedError` if another body was sent."""
        rows = await self._connection.fetch(FIND, **{"where.scope": key.scope})
        if not rows:
            return None
        if rows[0]["created_at"] < _oldest():
            await self._connection.fetch(FORGET, **{"where.scope": key.scope})
            return None
        if rows[0]["digest"] != key.digest:
            raise IdempotencyKeyReusedError
        return _read(rows[0]["answer"], model)

    async def store(self, key: IdempotencyKey, resource: BaseResource) -> None:
        """Keep what is answered."""
        await self._connection.fetch(
            STORE,
            scope=key.scope,
            digest=key.digest,
            answer=resource.model_dump_json(),
            created_at=datetime.now(UTC),
        )

    async def purge(self) -> None:
        """Forget the answers that are too old."""
        await self._connection.fetch(PURGE, **{"where.before": _oldest()})


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
