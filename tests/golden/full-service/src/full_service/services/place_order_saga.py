"""The saga place_order: its steps, and what this service does for them."""

from datetime import timedelta
from uuid import UUID

from full_service.models import place_order_saga as events
from full_service.services import sagas
from full_service.services.ports import UnitOfWork
from full_service.services.saga_definition import Definition, Own, Step
from full_service.services.steps import place_order_open_order

PLACE_ORDER = Definition(
    "place_order",
    events.PlaceOrderData,
    [
        Step(
            "open_order",
            "full-service",
            timedelta(seconds=60),
            events.OpenOrderDone,
            events.OpenOrderFailed,
            events.OpenOrderCompensated,
            Own(place_order_open_order.open_order, place_order_open_order.cancel_order),
        ),
        Step(
            "take_payment",
            "payment-service",
            timedelta(seconds=60),
            events.TakePaymentDone,
            events.TakePaymentFailed,
            events.TakePaymentCompensated,
        ),
        Step(
            "reserve_stock",
            "stock-service",
            timedelta(seconds=30),
            events.ReserveStockDone,
            events.ReserveStockFailed,
            events.ReserveStockCompensated,
        ),
    ],
)


async def start(data: events.PlaceOrderData, work: UnitOfWork) -> UUID:
    """Begin one, in the unit of work of the change that it follows from; return its id.

    Raises `StepFailedError` if its first step cannot be taken: there is no saga then.
    """
    return await sagas.start(PLACE_ORDER, data, work)
