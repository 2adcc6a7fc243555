"""The step open_order of a saga place_order."""

from uuid import UUID

import structlog

from full_service.models.place_order_saga import PlaceOrderData
from full_service.services.ports import UnitOfWork

log = structlog.get_logger(__name__)


async def open_order(
    saga_id: UUID,
    data: PlaceOrderData,  # noqa: ARG001 - for what you do
    work: UnitOfWork,  # noqa: ARG001 - for what you store
) -> None:
    """Take the step; raise `StepFailedError` if it cannot be taken, now or later."""
    log.info("open_order", saga_id=str(saga_id))


async def cancel_order(
    saga_id: UUID,
    data: PlaceOrderData,  # noqa: ARG001 - for what you do
    work: UnitOfWork,  # noqa: ARG001 - for what you store
) -> None:
    """Undo the step; what is raised undoes nothing, and is tried again."""
    log.info("undo open_order", saga_id=str(saga_id))
