"""What services need of stock-service."""

from typing import Protocol

from full_service.models.stock_service_resources import Article, ArticleChanges, NewArticle, Shelf
from full_service.services.remote_operations import Creates, Deletes, Lists, Reads, Updates


class RemoteShelves(Lists[Shelf], Protocol):
    """Shelves."""


class RemoteArticles(
    Reads[Article],
    Lists[Article],
    Creates[Article, NewArticle],
    Updates[Article, ArticleChanges],
    Deletes[Article],
    Protocol,
):
    """Articles."""


class StockServicePort(Protocol):
    """What it does for this service."""

    @property
    def shelves(self) -> RemoteShelves:
        """Its shelves."""
        ...

    @property
    def articles(self) -> RemoteArticles:
        """Its articles."""
        ...
