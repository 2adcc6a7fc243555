"""Who carries out each command."""

from typing import TypeVar

from full_service.models.cqrs import Command
from full_service.models.customer_commands import ChangeCustomer, CreateCustomer, RemoveCustomer
from full_service.models.order_commands import ChangeOrder, CreateOrder, RemoveOrder
from full_service.models.order_line_commands import (
    ChangeOrderLine,
    CreateOrderLine,
    RemoveOrderLine,
)
from full_service.services.buses import Handlers
from full_service.services.customer_commands import (
    change_customer,
    create_customer,
    remove_customer,
)
from full_service.services.order_commands import change_order, create_order, remove_order
from full_service.services.order_line_commands import (
    change_order_line,
    create_order_line,
    remove_order_line,
)
from full_service.services.ports import UnitOfWork

AnswerT = TypeVar("AnswerT")

COMMANDS: Handlers[UnitOfWork] = Handlers(
    CreateCustomer.handled_by(create_customer),
    ChangeCustomer.handled_by(change_customer),
    RemoveCustomer.handled_by(remove_customer),
    CreateOrder.handled_by(create_order),
    ChangeOrder.handled_by(change_order),
    RemoveOrder.handled_by(remove_order),
    CreateOrderLine.handled_by(create_order_line),
    ChangeOrderLine.handled_by(change_order_line),
    RemoveOrderLine.handled_by(remove_order_line),
)


async def carry_out(command: Command[AnswerT], work: UnitOfWork) -> AnswerT:
    """Carry out a command as part of a unit of work that goes on, as one of a reaction to an event."""
    return await COMMANDS.handle(command, work)
