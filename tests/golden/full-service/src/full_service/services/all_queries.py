"""Who answers each query."""

from full_service.models.customer_queries import GetCustomer, ListCustomers
from full_service.models.order_line_queries import GetOrderLine, ListOrderLines
from full_service.models.order_queries import GetOrder, ListOrders
from full_service.services.buses import Handlers
from full_service.services.customer_queries import get_customer, list_customers
from full_service.services.order_line_queries import get_order_line, list_order_lines
from full_service.services.order_queries import get_order, list_orders
from full_service.services.ports import Storage

QUERIES: Handlers[Storage] = Handlers(
    GetCustomer.handled_by(get_customer),
    ListCustomers.handled_by(list_customers),
    GetOrder.handled_by(get_order),
    ListOrders.handled_by(list_orders),
    GetOrderLine.handled_by(get_order_line),
    ListOrderLines.handled_by(list_order_lines),
)
