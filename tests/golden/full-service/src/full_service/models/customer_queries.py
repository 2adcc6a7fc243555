"""What can be asked about customers."""

from dataclasses import dataclass

from full_service.models import cqrs
from full_service.models.customer import Customer, CustomerQuery
from full_service.models.identifiers import CustomerId
from full_service.models.paging import PageOf


@dataclass(frozen=True)
class GetCustomer(cqrs.Query[Customer]):
    """Show one customer."""

    customer_id: CustomerId


@dataclass(frozen=True)
class ListCustomers(cqrs.Query[PageOf[Customer]]):
    """List some, a page at a time."""

    which: CustomerQuery
