"""Every table, for migrations."""

from minimal_service.repositories.columns import Base
from minimal_service.repositories.idempotency import IdempotencyRow
from minimal_service.repositories.minimal import MinimalRow

__all__ = [
    "IdempotencyRow",
    "MinimalRow",
    "metadata",
]

metadata = Base.metadata
