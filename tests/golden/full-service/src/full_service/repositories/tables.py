"""Every table, for migrations."""

from full_service.repositories.columns import Base
from full_service.repositories.customer import CustomerRow
from full_service.repositories.event_store import EventRow, SnapshotRow
from full_service.repositories.idempotency import IdempotencyRow
from full_service.repositories.order import OrderRow
from full_service.repositories.order_line import OrderLineRow

__all__ = [
    "CustomerRow",
    "EventRow",
    "IdempotencyRow",
    "OrderLineRow",
    "OrderRow",
    "SnapshotRow",
    "metadata",
]

metadata = Base.metadata
