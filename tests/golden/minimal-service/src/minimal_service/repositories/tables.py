"""Every table, for migrations."""

from minimal_service.repositories.columns import metadata
from minimal_service.repositories.idempotency import idempotency_keys
from minimal_service.repositories.minimal import minimals

__all__ = [
    "idempotency_keys",
    "metadata",
    "minimals",
]
