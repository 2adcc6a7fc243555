"""What can be asked for about customers that changes something."""

from dataclasses import dataclass

from full_service.models import cqrs
from full_service.models.concurrency import ExpectedVersion, IdempotencyKey
from full_service.models.customer import Customer, CustomerCreate, CustomerPatch
from full_service.models.identifiers import CustomerId


@dataclass(frozen=True)
class CreateCustomer(cqrs.Command[Customer]):
    """Make a new customer; with a key that was used before, answer with what that made."""

    new: CustomerCreate
    key: IdempotencyKey | None = None


@dataclass(frozen=True)
class ChangeCustomer(cqrs.Command[Customer]):
    """Change some fields of one customer, if it is as expected."""

    customer_id: CustomerId
    patch: CustomerPatch
    expected: ExpectedVersion


@dataclass(frozen=True)
class RemoveCustomer(cqrs.Command[None]):
    """Remove one customer, if it is as expected."""

    customer_id: CustomerId
    expected: ExpectedVersion
