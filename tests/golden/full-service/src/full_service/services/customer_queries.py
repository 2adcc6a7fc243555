"""Who answers queries about customers."""

from full_service.models.customer import Customer
from full_service.models.customer_queries import GetCustomer, ListCustomers
from full_service.models.paging import PageOf
from full_service.services.customer import CustomerService
from full_service.services.ports import Storage


async def get_customer(query: GetCustomer, storage: Storage) -> Customer:
    """Show one."""
    service = CustomerService(storage)
    return await service.get(query.customer_id)


async def list_customers(query: ListCustomers, storage: Storage) -> PageOf[Customer]:
    """List some."""
    service = CustomerService(storage)
    return await service.page(query.which)
