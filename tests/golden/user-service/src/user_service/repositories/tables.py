"""Every table, for migrations."""

from user_service.repositories.columns import metadata
from user_service.repositories.idempotency import idempotency_keys
from user_service.repositories.team import teams
from user_service.repositories.user import users

__all__ = [
    "idempotency_keys",
    "metadata",
    "teams",
    "users",
]
