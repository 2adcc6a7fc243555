"""What can be asked for about orders that changes something."""

from dataclasses import dataclass

from full_service.models import cqrs
from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.identifiers import OrderId
from full_service.models.order import Order, OrderCreate, OrderPatch


@dataclass(frozen=True)
class CreateOrder(cqrs.Command[Order]):
    """Make a new order; with a key that was used before, answer with what that made."""

    new: OrderCreate
    key: IdempotencyKey | None = None


@dataclass(frozen=True)
class ChangeOrder(cqrs.Command[Order]):
    """Change some fields of one order, if it is as expected."""

    order_id: OrderId
    patch: OrderPatch
    expected: ExpectedVersion


@dataclass(frozen=True)
class RemoveOrder(cqrs.Command[None]):
    """Remove one order, if it is as expected."""

    order_id: OrderId
    expected: ExpectedVersion
