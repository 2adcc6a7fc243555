"""Events of stock-service, as far as this service needs them."""

from uuid import UUID

from pydantic import BaseModel


class StockReserved(BaseModel, frozen=True):
    """Stock reserved."""

    order_id: UUID
    articles: list[str]
