"""What happens around every command and every query."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from full_service.models.cqrs import BusMessage
from full_service.services.buses import Behaviour

AnswerT = TypeVar("AnswerT")

log = structlog.get_logger(__name__)


async def logged(
    message: BusMessage[AnswerT], proceed: Callable[[], Awaitable[AnswerT]]
) -> AnswerT:
    """Write what was asked for into the log, by its name, and what came of it."""
    started = time.perf_counter()
    outcome = "done"
    try:
        return await proceed()
    except BaseException as error:
        outcome = type(error).__name__
        raise
    finally:
        duration = round((time.perf_counter() - started) * 1000, 2)
        log.info("command", name=type(message).__name__, outcome=outcome, duration_ms=duration)


COMMAND_BEHAVIOURS: Sequence[Behaviour] = [
    logged,
]
"""What happens around every command, from the outside in."""

QUERY_BEHAVIOURS: Sequence[Behaviour] = []
"""What happens around every query, from the outside in."""
