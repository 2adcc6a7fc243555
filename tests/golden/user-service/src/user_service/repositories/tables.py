"""Every table, for migrations."""

from user_service.repositories.columns import Base
from user_service.repositories.idempotency import IdempotencyRow
from user_service.repositories.team import TeamRow
from user_service.repositories.user import UserRow

__all__ = [
    "IdempotencyRow",
    "TeamRow",
    "UserRow",
    "metadata",
]

metadata = Base.metadata
