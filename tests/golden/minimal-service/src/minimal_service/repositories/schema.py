"""Every table, for migrations."""

from minimal_service.repositories import idempotency, minimal
from minimal_service.repositories.columns import metadata

__all__ = [
    "idempotency",
    "metadata",
    "minimal",
]
