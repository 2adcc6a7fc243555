"""What can be asked for about order lines that changes something."""

from dataclasses import dataclass

from full_service.models import cqrs
from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.identifiers import OrderLineId
from full_service.models.order_line import OrderLine, OrderLineCreate, OrderLinePatch


@dataclass(frozen=True)
class CreateOrderLine(cqrs.Command[OrderLine]):
    """Make a new order line; with a key that was used before, answer with what that made."""

    new: OrderLineCreate
    key: IdempotencyKey | None = None


@dataclass(frozen=True)
class ChangeOrderLine(cqrs.Command[OrderLine]):
    """Change some fields of one order line, if it is as expected."""

    order_line_id: OrderLineId
    patch: OrderLinePatch
    expected: ExpectedVersion


@dataclass(frozen=True)
class RemoveOrderLine(cqrs.Command[None]):
    """Remove one order line, if it is as expected."""

    order_line_id: OrderLineId
    expected: ExpectedVersion
