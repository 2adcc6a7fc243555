"""When payment-service tells of payment_refused."""

import structlog

from full_service.models.payment_service_events import PaymentRefused
from full_service.services.ports import UnitOfWork

log = structlog.get_logger(__name__)


async def react(event: PaymentRefused, work: UnitOfWork) -> None:  # noqa: ARG001 - for what you store
    """Do what follows from it, in the unit of work that notes it as done.

    What is raised undoes the unit of work, and the event comes again. Quick reactions share one:
    so what is done beside it may be done again, and is better left to an event of your own.
    """
    log.info("payment_refused")
