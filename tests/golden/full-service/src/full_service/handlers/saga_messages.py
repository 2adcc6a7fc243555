"""Events of sagas: each leads to what this service has to do next."""

from collections.abc import Awaitable, Callable
from functools import partial

from structlog.contextvars import bound_contextvars

from full_service.models.messages import Envelope
from full_service.models.place_order_saga import PlaceOrderEvent
from full_service.models.sagas import SagaEvent, trace_id_of
from full_service.services import sagas
from full_service.services.consumer import Reactor
from full_service.services.place_order_saga import PLACE_ORDER
from full_service.services.saga_definition import Definition, StepFailedError, UndoFailedError


async def go_on(
    definition: Definition, event: SagaEvent, envelope: Envelope, reactor: Reactor
) -> None:
    """Do what follows from an event; a step that fails is rolled back first, and told then."""
    ids = {"saga_id": str(event.saga_id), "trace_id": trace_id_of(event.saga_id)}
    with bound_contextvars(**ids):
        told = (definition, envelope.type, event)
        try:
            await reactor.once(envelope, partial(sagas.advance, *told))
        except StepFailedError as error:
            await reactor.once(envelope, partial(sagas.fail, *told, error.reason))
        except UndoFailedError as error:
            await reactor.once(envelope, partial(sagas.put_off, *told, error.reason))


async def on_place_order(event: PlaceOrderEvent, envelope: Envelope, reactor: Reactor) -> None:
    """Go on with a saga place_order."""
    await go_on(PLACE_ORDER, event, envelope, reactor)


SAGA_HANDLERS: dict[tuple[str, str], Callable[..., Awaitable[None]]] = {
    **dict.fromkeys(PLACE_ORDER.kinds(), on_place_order),
}
