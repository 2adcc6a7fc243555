"""Events of other services: each is handed to what reacts to it."""

from collections.abc import Awaitable, Callable
from functools import partial

from full_service.handlers.saga_messages import SAGA_HANDLERS
from full_service.models import payment_service_events, stock_service_events
from full_service.models.messages import Envelope
from full_service.services.consumer import Reactor
from full_service.services.reactions import (
    payment_service_payment_refused,
    stock_service_stock_reserved,
)

Handler = Callable[..., Awaitable[None]]
"""Takes an `event`, whose type says what data it needs, its envelope, and what lets it take effect once."""


async def on_stock_service_stock_reserved(
    event: stock_service_events.StockReserved,
    envelope: Envelope,
    reactor: Reactor,
) -> None:
    """React to stock_reserved of stock-service."""
    await reactor.once(envelope, partial(stock_service_stock_reserved.react, event))


async def on_payment_service_payment_refused(
    event: payment_service_events.PaymentRefused,
    envelope: Envelope,
    reactor: Reactor,
) -> None:
    """React to payment_refused of payment-service."""
    await reactor.once(envelope, partial(payment_service_payment_refused.react, event))


HANDLERS: dict[tuple[str, str], Handler] = {
    ("stock-service", "stock_reserved"): on_stock_service_stock_reserved,
    ("payment-service", "payment_refused"): on_payment_service_payment_refused,
    **SAGA_HANDLERS,
}
"""What handles an event, by its source and its type."""
