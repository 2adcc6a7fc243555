"""What can be asked about order lines."""

from dataclasses import dataclass

from full_service.models import cqrs
from full_service.models.identifiers import OrderLineId
from full_service.models.order_line import OrderLine, OrderLineQuery
from full_service.models.paging import PageOf


@dataclass(frozen=True)
class GetOrderLine(cqrs.Query[OrderLine]):
    """Show one order line."""

    order_line_id: OrderLineId


@dataclass(frozen=True)
class ListOrderLines(cqrs.Query[PageOf[OrderLine]]):
    """List some, a page at a time."""

    which: OrderLineQuery
