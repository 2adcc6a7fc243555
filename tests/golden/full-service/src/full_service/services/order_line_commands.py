"""Who carries out commands about order lines; the rules are those of the service."""

from full_service.models.order_line import OrderLine
from full_service.models.order_line_commands import (
    ChangeOrderLine,
    CreateOrderLine,
    RemoveOrderLine,
)
from full_service.services.joined_storage import JoinedStorage
from full_service.services.order_line import OrderLineService
from full_service.services.ports import UnitOfWork


async def create_order_line(command: CreateOrderLine, work: UnitOfWork) -> OrderLine:
    """Make a new one."""
    service = OrderLineService(JoinedStorage(work))
    return await service.create(command.new, command.key)


async def change_order_line(command: ChangeOrderLine, work: UnitOfWork) -> OrderLine:
    """Change one."""
    service = OrderLineService(JoinedStorage(work))
    return await service.update(command.order_line_id, command.patch, command.expected)


async def remove_order_line(command: RemoveOrderLine, work: UnitOfWork) -> None:
    """Remove one."""
    service = OrderLineService(JoinedStorage(work))
    await service.delete(command.order_line_id, command.expected)
