"""Who answers queries about order lines."""

from full_service.models.order_line import OrderLine
from full_service.models.order_line_queries import GetOrderLine, ListOrderLines
from full_service.models.paging import PageOf
from full_service.services.order_line import OrderLineService
from full_service.services.ports import Storage


async def get_order_line(query: GetOrderLine, storage: Storage) -> OrderLine:
    """Show one."""
    return await OrderLineService(storage).get(query.order_line_id)


async def list_order_lines(query: ListOrderLines, storage: Storage) -> PageOf[OrderLine]:
    """List some."""
    return await OrderLineService(storage).page(query.which)
