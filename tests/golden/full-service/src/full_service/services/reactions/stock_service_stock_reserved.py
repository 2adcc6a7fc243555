"""When stock-service tells of stock_reserved."""

import structlog

from full_service.models.stock_service_events import StockReserved
from full_service.services.ports import UnitOfWork

log = structlog.get_logger(__name__)


async def react(event: StockReserved, work: UnitOfWork) -> None:  # noqa: ARG001 - for what you store
    """Do what follows from it, in the unit of work that notes it as done.

    What is raised undoes the unit of work, and the event comes again. Quick reactions share one:
    so what is done beside it may be done again, and is better left to an event of your own.
    """
    log.info("stock_reserved")
