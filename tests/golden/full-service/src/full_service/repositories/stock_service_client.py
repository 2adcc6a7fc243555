"""The client of stock-service."""

from dataclasses import dataclass
from typing import Self

from full_service.models.stock_service_resources import Article, Shelf
from full_service.repositories.rest import RestClient
from full_service.repositories.rest_resource import RestResource


@dataclass(frozen=True, slots=True)
class StockServiceClient:
    """What it does for this service."""

    shelves: RestResource[Shelf]
    articles: RestResource[Article]

    @classmethod
    def over(cls, rest: RestClient) -> Self:
        """Send what is asked of it over a connection."""
        return cls(
            shelves=RestResource(rest, "/shelves", Shelf, "shelf"),
            articles=RestResource(rest, "/articles", Article, "article"),
        )
