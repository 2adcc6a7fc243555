"""Who answers queries about order lines."""

from full_service.models.order_line import OrderLine
from full_service.models.order_line_queries import GetOrderLine, ListOrderLines
from full_service.models.paging import PageOf
from full_service.services.order_line import OrderLineService
from full_service.services.ports import Storage


async def get_order_line(query: GetOrderLine, storage: Storage) -> OrderLine:
    """Show one."""
    service = OrderLineService(storage)
    return await service.get(query.order_line_id)


async def list_order_lines(query: ListOrderLines, storage: Storage) -> PageOf[OrderLine]:
    """List some."""
    service = OrderLineService(storage)
    return await service.page(query.which)
