"""Every table, for migrations."""

from full_service.repositories.columns import metadata
from full_service.repositories.customer import customers
from full_service.repositories.idempotency import idempotency_keys
from full_service.repositories.order import orders
from full_service.repositories.order_line import order_lines

__all__ = [
    "customers",
    "idempotency_keys",
    "metadata",
    "order_lines",
    "orders",
]
