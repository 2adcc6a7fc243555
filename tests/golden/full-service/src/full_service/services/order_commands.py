"""Who carries out commands about orders; the rules are those of the service."""

from full_service.models.order import Order
from full_service.models.order_commands import ChangeOrder, CreateOrder, RemoveOrder
from full_service.services.joined_storage import JoinedStorage
from full_service.services.order import OrderService
from full_service.services.ports import UnitOfWork


async def create_order(command: CreateOrder, work: UnitOfWork) -> Order:
    """Make a new one."""
    service = OrderService(JoinedStorage(work))
    return await service.create(command.new, command.key)


async def change_order(command: ChangeOrder, work: UnitOfWork) -> Order:
    """Change one."""
    service = OrderService(JoinedStorage(work))
    return await service.update(command.order_id, command.patch, command.expected)


async def remove_order(command: RemoveOrder, work: UnitOfWork) -> None:
    """Remove one."""
    service = OrderService(JoinedStorage(work))
    await service.delete(command.order_id, command.expected)
