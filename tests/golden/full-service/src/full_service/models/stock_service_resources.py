"""Resources of stock-service, as far as this service uses them."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import MISSING, BaseModel, Field

from full_service.models.base import BasePatch, BaseResource
from full_service.models.fields import Digits, Int32, Integral, PlainText


class Shelf(BaseResource, frozen=True):
    """What stock-service shows; what else it has is passed over."""

    name: str


class Article(BaseResource, frozen=True):
    """What stock-service shows; what else it has is passed over."""

    code: str
    title: str
    price: Decimal
    available: int
    shelf_id: UUID | None = None


class NewArticle(BaseModel, extra="forbid", frozen=True):
    """What stock-service takes to make one."""

    code: Annotated[PlainText, Field(max_length=40)]
    title: Annotated[PlainText, Field(min_length=1, max_length=200)]
    price: Annotated[
        Decimal, Digits(10, 2), Field(ge=Decimal(0), json_schema_extra={"formatMinimum": "0"})
    ]
    available: Annotated[Int32, Field(strict=True, ge=0), Integral] = 0
    shelf_id: UUID | None = None


class ArticleChanges(BasePatch, frozen=True):
    """What stock-service takes to change one."""

    title: Annotated[PlainText, Field(min_length=1, max_length=200)] | MISSING = MISSING
    price: (
        Annotated[
            Decimal, Digits(10, 2), Field(ge=Decimal(0), json_schema_extra={"formatMinimum": "0"})
        ]
        | MISSING
    ) = MISSING
    available: Annotated[Int32, Field(strict=True, ge=0), Integral] | MISSING = MISSING
    shelf_id: UUID | MISSING | None = MISSING
