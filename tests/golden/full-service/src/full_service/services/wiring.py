"""The services, wired to their storage."""

from dataclasses import dataclass

from full_service.services.customer import CustomerService
from full_service.services.health import HealthMonitor
from full_service.services.order import OrderService
from full_service.services.order_line import OrderLineService
from full_service.services.ports import Storage
from full_service.services.sagas import SagaService


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that handlers call."""

    health: HealthMonitor
    customers: CustomerService
    orders: OrderService
    order_lines: OrderLineService
    sagas: SagaService


def build_services(storage: Storage, health: HealthMonitor) -> Services:
    """Wire the services by hand."""
    return Services(
        health=health,
        customers=CustomerService(storage),
        orders=OrderService(storage),
        order_lines=OrderLineService(storage),
        sagas=SagaService(storage),
    )
