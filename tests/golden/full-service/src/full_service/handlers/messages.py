"""Events of other services: each is handed to what reacts to it."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated

from faststream import Context

from full_service.handlers.saga_messages import SAGA_HANDLERS
from full_service.models import payment_service_events, stock_service_events
from full_service.models.messages import Envelope
from full_service.services.consumer import Consumer
from full_service.services.reactions import (
    payment_service_payment_refused,
    stock_service_stock_reserved,
)

EnvelopeContext = Annotated[Envelope, Context("envelope")]
ConsumerContext = Annotated[Consumer, Context("consumer")]


async def on_stock_service_stock_reserved(
    event: stock_service_events.StockReserved,
    envelope: EnvelopeContext,
    consumer: ConsumerContext,
) -> None:
    """React to stock_reserved of stock-service."""
    await consumer.once(envelope, partial(stock_service_stock_reserved.react, event))


async def on_payment_service_payment_refused(
    event: payment_service_events.PaymentRefused,
    envelope: EnvelopeContext,
    consumer: ConsumerContext,
) -> None:
    """React to payment_refused of payment-service."""
    await consumer.once(envelope, partial(payment_service_payment_refused.react, event))


HANDLERS: dict[tuple[str, str], Callable[..., Awaitable[None]]] = {
    ("stock-service", "stock_reserved"): on_stock_service_stock_reserved,
    ("payment-service", "payment_refused"): on_payment_service_payment_refused,
    **SAGA_HANDLERS,
}
"""What handles an event, by its source and its type."""
