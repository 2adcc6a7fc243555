"""Every table, for migrations."""

from full_service.repositories import customer, idempotency, order, order_line
from full_service.repositories.columns import metadata

__all__ = [
    "customer",
    "idempotency",
    "metadata",
    "order",
    "order_line",
]
