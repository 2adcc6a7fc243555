"""Orders."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import MISSING, BaseModel, Field, StrictBool
from pydantic.json_schema import SkipJsonSchema

from full_service.models.base import BasePatch, BaseResource
from full_service.models.fields import Digits, PlainText, UtcTime, now
from full_service.models.identifiers import CustomerId, OrderId
from full_service.models.paging import PagedQuery


class OrderStatus(StrEnum):
    """Values of `Order.status`."""

    OPEN = "open"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class Order(BaseResource, frozen=True):
    """What is stored and shown."""

    id: OrderId
    customer_id: CustomerId
    number: str
    status: OrderStatus
    total: Decimal
    placed_at: dt.datetime
    gift: bool
    note: str | None


class OrderCreate(BaseModel, extra="forbid", frozen=True, validate_default=True):
    """What a client sends to make one."""

    customer_id: CustomerId
    number: Annotated[PlainText, Field(max_length=20)]
    status: OrderStatus = OrderStatus.OPEN
    total: Annotated[
        Decimal, Digits(12, 2), Field(ge=Decimal(0), json_schema_extra={"formatMinimum": "0"})
    ] = Decimal(0)
    placed_at: UtcTime = Field(default_factory=now)
    gift: StrictBool = False
    note: Annotated[PlainText, Field(max_length=2000)] | None = None


class OrderPatch(BasePatch, frozen=True):
    """What a client sends to change one."""

    status: OrderStatus | MISSING = MISSING
    total: (
        Annotated[
            Decimal, Digits(12, 2), Field(ge=Decimal(0), json_schema_extra={"formatMinimum": "0"})
        ]
        | MISSING
    ) = MISSING
    placed_at: UtcTime | MISSING = MISSING
    gift: StrictBool | MISSING = MISSING
    note: Annotated[PlainText, Field(max_length=2000)] | MISSING | None = MISSING


class OrderQuery(PagedQuery, frozen=True):
    """Which ones to list, and in what order."""

    sort: Literal["created_at", "-created_at", "number", "-number", "placed_at", "-placed_at"] = (
        "created_at"
    )
    customer_id: CustomerId | SkipJsonSchema[None] = None
    number: PlainText | SkipJsonSchema[None] = None
    status: OrderStatus | SkipJsonSchema[None] = None
    placed_at: UtcTime | SkipJsonSchema[None] = None
    placed_at_from: UtcTime | SkipJsonSchema[None] = None
    placed_at_to: UtcTime | SkipJsonSchema[None] = None
    gift: bool | SkipJsonSchema[None] = None
