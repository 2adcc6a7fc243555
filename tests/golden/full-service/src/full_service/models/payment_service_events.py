"""Events of payment-service, as far as this service needs them."""

from uuid import UUID

from pydantic import BaseModel


class PaymentRefused(BaseModel, frozen=True):
    """Payment refused."""

    order_id: UUID
    reason: str | None = None
