"""What services tell each other in a saga place_order."""

from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, Field

from full_service.models.fields import Digits
from full_service.models.sagas import SagaEvent


class PlaceOrderData(BaseModel, frozen=True, validate_default=True):
    """What travels with the saga."""

    order_id: UUID
    amount: Annotated[
        Decimal, Digits(12, 2), Field(ge=Decimal(0), json_schema_extra={"formatMinimum": "0"})
    ]


class PlaceOrderEvent(SagaEvent, frozen=True):
    """What is told of any step."""

    data: PlaceOrderData


class OpenOrderDone(PlaceOrderEvent, frozen=True):
    """full-service has done its step."""

    TYPE: ClassVar[str] = "place_order_open_order_done"


class OpenOrderFailed(PlaceOrderEvent, frozen=True):
    """The step of full-service has failed, or did not answer in time."""

    TYPE: ClassVar[str] = "place_order_open_order_failed"


class OpenOrderCompensated(PlaceOrderEvent, frozen=True):
    """full-service has undone its step."""

    TYPE: ClassVar[str] = "place_order_open_order_compensated"


class TakePaymentDone(PlaceOrderEvent, frozen=True):
    """payment-service has done its step."""

    TYPE: ClassVar[str] = "place_order_take_payment_done"


class TakePaymentFailed(PlaceOrderEvent, frozen=True):
    """The step of payment-service has failed, or did not answer in time."""

    TYPE: ClassVar[str] = "place_order_take_payment_failed"


class TakePaymentCompensated(PlaceOrderEvent, frozen=True):
    """payment-service has undone its step."""

    TYPE: ClassVar[str] = "place_order_take_payment_compensated"


class ReserveStockDone(PlaceOrderEvent, frozen=True):
    """stock-service has done its step."""

    TYPE: ClassVar[str] = "place_order_reserve_stock_done"


class ReserveStockFailed(PlaceOrderEvent, frozen=True):
    """The step of stock-service has failed, or did not answer in time."""

    TYPE: ClassVar[str] = "place_order_reserve_stock_failed"


class ReserveStockCompensated(PlaceOrderEvent, frozen=True):
    """stock-service has undone its step."""

    TYPE: ClassVar[str] = "place_order_reserve_stock_compensated"
