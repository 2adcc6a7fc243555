"""The services, wired to their storage."""

from dataclasses import dataclass

from full_service.models.cqrs import Command, Query
from full_service.services.all_commands import COMMANDS
from full_service.services.all_queries import QUERIES
from full_service.services.behaviours import COMMAND_BEHAVIOURS, QUERY_BEHAVIOURS
from full_service.services.buses import CommandBus, QueryBus
from full_service.services.customer import CustomerService
from full_service.services.health import HealthMonitor
from full_service.services.order import OrderService
from full_service.services.order_line import OrderLineService
from full_service.services.ports import Storage
from full_service.services.projector import Projector
from full_service.services.remote import Remote
from full_service.services.saga_service import SagaService


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that handlers call."""

    health: HealthMonitor
    customers: CustomerService
    orders: OrderService
    order_lines: OrderLineService
    command_bus: CommandBus
    query_bus: QueryBus
    read_models: Projector
    remote: Remote
    sagas: SagaService


def build_services(storage: Storage, health: HealthMonitor, remote: Remote) -> Services:
    """Wire the services by hand."""
    return Services(
        health=health,
        customers=CustomerService(storage),
        orders=OrderService(storage),
        order_lines=OrderLineService(storage),
        command_bus=CommandBus(storage, COMMANDS.complete(Command), COMMAND_BEHAVIOURS),
        query_bus=QueryBus(storage, QUERIES.complete(Query), QUERY_BEHAVIOURS),
        read_models=Projector(storage),
        remote=remote,
        sagas=SagaService(storage),
    )
