"""The events that this service publishes."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from full_service.models.customer import Customer
from full_service.models.fields import Digits
from full_service.models.identifiers import CustomerId, OrderId, OrderLineId
from full_service.models.messages import PublishedEvent
from full_service.models.order import Order
from full_service.models.order_line import OrderLine


class OrderPaidMethod(StrEnum):
    """Values of `OrderPaid.method`."""

    CARD = "card"
    TRANSFER = "transfer"


class CustomerCreated(Customer, PublishedEvent, frozen=True):
    """A new customer."""

    TYPE: ClassVar[str] = "customer_created"
    SUBJECT: ClassVar[str | None] = "id"


class CustomerChanged(Customer, PublishedEvent, frozen=True):
    """A changed customer, whole."""

    TYPE: ClassVar[str] = "customer_changed"
    SUBJECT: ClassVar[str | None] = "id"


class CustomerRemoved(PublishedEvent, frozen=True):
    """A removed customer."""

    TYPE: ClassVar[str] = "customer_removed"
    SUBJECT: ClassVar[str | None] = "id"

    id: CustomerId
    version: int


class OrderCreated(Order, PublishedEvent, frozen=True):
    """A new order."""

    TYPE: ClassVar[str] = "order_created"
    SUBJECT: ClassVar[str | None] = "id"


class OrderChanged(Order, PublishedEvent, frozen=True):
    """A changed order, whole."""

    TYPE: ClassVar[str] = "order_changed"
    SUBJECT: ClassVar[str | None] = "id"


class OrderRemoved(PublishedEvent, frozen=True):
    """A removed order."""

    TYPE: ClassVar[str] = "order_removed"
    SUBJECT: ClassVar[str | None] = "id"

    id: OrderId
    version: int


class OrderLineCreated(OrderLine, PublishedEvent, frozen=True):
    """A new order line."""

    TYPE: ClassVar[str] = "order_line_created"
    SUBJECT: ClassVar[str | None] = "id"


class OrderLineChanged(OrderLine, PublishedEvent, frozen=True):
    """A changed order line, whole."""

    TYPE: ClassVar[str] = "order_line_changed"
    SUBJECT: ClassVar[str | None] = "id"


class OrderLineRemoved(PublishedEvent, frozen=True):
    """A removed order line."""

    TYPE: ClassVar[str] = "order_line_removed"
    SUBJECT: ClassVar[str | None] = "id"

    id: OrderLineId
    version: int


class OrderPaid(PublishedEvent, frozen=True, extra="forbid", validate_default=True):
    """Order paid, as `[publishes]` describes it."""

    TYPE: ClassVar[str] = "order_paid"
    SUBJECT: ClassVar[str | None] = "order_id"

    order_id: OrderId
    amount: Annotated[
        Decimal, Digits(12, 2), Field(ge=Decimal(0), json_schema_extra={"formatMinimum": "0"})
    ]
    method: OrderPaidMethod = OrderPaidMethod.CARD
