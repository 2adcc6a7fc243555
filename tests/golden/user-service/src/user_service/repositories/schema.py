"""Every table, for migrations."""

from user_service.repositories import idempotency, team, user
from user_service.repositories.columns import metadata

__all__ = [
    "idempotency",
    "metadata",
    "team",
    "user",
]
