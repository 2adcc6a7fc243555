"""What can be asked about orders."""

from dataclasses import dataclass

from full_service.models import cqrs
from full_service.models.identifiers import OrderId
from full_service.models.order import Order, OrderQuery
from full_service.models.paging import PageOf


@dataclass(frozen=True)
class GetOrder(cqrs.Query[Order]):
    """Show one order."""

    order_id: OrderId


@dataclass(frozen=True)
class ListOrders(cqrs.Query[PageOf[Order]]):
    """List some, a page at a time."""

    which: OrderQuery
