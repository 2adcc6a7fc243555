"""Every table, for migrations."""

from full_service.repositories.columns import Base
from full_service.repositories.customer import CustomerRow
from full_service.repositories.dead_letters import DeadLetterRow
from full_service.repositories.event_store import EventRow, SnapshotRow
from full_service.repositories.idempotency import IdempotencyRow
from full_service.repositories.inbox import InboxRow
from full_service.repositories.leases import LeaseRow
from full_service.repositories.order import OrderRow
from full_service.repositories.order_line import OrderLineRow
from full_service.repositories.outbox import OutboxRow
from full_service.repositories.read_model_rows import ReadModelChangeRow
from full_service.repositories.sagas import SagaRow

__all__ = [
    "CustomerRow",
    "DeadLetterRow",
    "EventRow",
    "IdempotencyRow",
    "InboxRow",
    "LeaseRow",
    "OrderLineRow",
    "OrderRow",
    "OutboxRow",
    "ReadModelChangeRow",
    "SagaRow",
    "SnapshotRow",
    "metadata",
]

metadata = Base.metadata
