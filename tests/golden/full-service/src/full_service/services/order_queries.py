"""Who answers queries about orders."""

from full_service.models.order import Order
from full_service.models.order_queries import GetOrder, ListOrders
from full_service.models.paging import PageOf
from full_service.services.order import OrderService
from full_service.services.ports import Storage


async def get_order(query: GetOrder, storage: Storage) -> Order:
    """Show one."""
    service = OrderService(storage)
    return await service.get(query.order_id)


async def list_orders(query: ListOrders, storage: Storage) -> PageOf[Order]:
    """List some."""
    service = OrderService(storage)
    return await service.page(query.which)
