"""Order lines."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import MISSING, BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from full_service.models.base import BasePatch, BaseResource
from full_service.models.fields import Digits, Int32, Integral, PlainText
from full_service.models.identifiers import OrderId, OrderLineId
from full_service.models.paging import PagedQuery


class OrderLine(BaseResource, frozen=True):
    """What is stored and shown."""

    id: OrderLineId
    order_id: OrderId
    article: str
    quantity: int
    price: Decimal


class OrderLineCreate(BaseModel, extra="forbid", frozen=True, validate_default=True):
    """What a client sends to make one."""

    order_id: OrderId
    article: Annotated[PlainText, Field(max_length=40)]
    quantity: Annotated[Int32, Field(strict=True, ge=1, le=1000), Integral] = 1
    price: Annotated[
        Decimal, Digits(10, 2), Field(ge=Decimal(0), json_schema_extra={"formatMinimum": "0"})
    ]


class OrderLinePatch(BasePatch, frozen=True):
    """What a client sends to change one."""

    article: Annotated[PlainText, Field(max_length=40)] | MISSING = MISSING
    quantity: Annotated[Int32, Field(strict=True, ge=1, le=1000), Integral] | MISSING = MISSING
    price: (
        Annotated[
            Decimal, Digits(10, 2), Field(ge=Decimal(0), json_schema_extra={"formatMinimum": "0"})
        ]
        | MISSING
    ) = MISSING


class OrderLineQuery(PagedQuery, frozen=True):
    """Which ones to list, and in what order."""

    sort: Literal["created_at", "-created_at", "article", "-article"] = "created_at"
    order_id: OrderId | SkipJsonSchema[None] = None
    article: PlainText | SkipJsonSchema[None] = None
