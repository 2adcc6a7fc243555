"""Who carries out commands about customers; the rules are those of the service."""

from full_service.models.customer import Customer
from full_service.models.customer_commands import ChangeCustomer, CreateCustomer, RemoveCustomer
from full_service.services.customer import CustomerService
from full_service.services.joined_storage import JoinedStorage
from full_service.services.ports import UnitOfWork


async def create_customer(command: CreateCustomer, work: UnitOfWork) -> Customer:
    """Make a new one."""
    service = CustomerService(JoinedStorage(work))
    return await service.create(command.new, command.key)


async def change_customer(command: ChangeCustomer, work: UnitOfWork) -> Customer:
    """Change one."""
    service = CustomerService(JoinedStorage(work))
    return await service.update(command.customer_id, command.patch, command.expected)


async def remove_customer(command: RemoveCustomer, work: UnitOfWork) -> None:
    """Remove one."""
    service = CustomerService(JoinedStorage(work))
    await service.delete(command.customer_id, command.expected)
