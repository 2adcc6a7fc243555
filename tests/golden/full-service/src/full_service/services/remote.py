"""What services need of other services; `repositories` provides it."""

from typing import Protocol

from full_service.services.stock_service_port import StockServicePort


class Remote(Protocol):
    """The services that this one calls."""

    @property
    def stock_service(self) -> StockServicePort:
        """What stock-service does."""
        ...
