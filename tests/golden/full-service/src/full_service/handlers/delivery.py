"""What every message passes on its way to a handler."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from faststream import BaseMiddleware, StreamMessage
from structlog.contextvars import bound_contextvars

from full_service.handlers.messages import HANDLERS
from full_service.models.messages import Envelope, Message
from full_service.services.consumer import Consumer

log = structlog.get_logger(__name__)


def kind_of(message: StreamMessage[Any]) -> tuple[str | None, str | None]:
    """Return the source and the type that a message says of itself."""
    return message.headers.get("ce_source"), message.headers.get("ce_type")


async def is_of(kind: tuple[str, str], message: StreamMessage[Any]) -> bool:
    """Tell whether a message is of a kind."""
    return kind_of(message) == kind


async def pass_over(_: object) -> None:
    """Take an event that nothing here reacts to."""


class DeliveryMiddleware(BaseMiddleware):
    """Gives a handler the envelope of its event, and keeps a message apart that goes on failing."""

    async def consume_scope(
        self, call_next: Callable[..., Awaitable[object]], msg: StreamMessage[Any]
    ) -> None:
        """Hand a message on, as often as it takes."""
        if kind_of(msg) not in HANDLERS:
            return
        consumer: Consumer = self.context.get("consumer")

        async def handle() -> None:
            envelope = Envelope.read(msg.headers)
            ids = {"event_id": envelope.id, "correlation_id": envelope.correlation_id}
            with bound_contextvars(**ids), self.context.scope("envelope", envelope):
                await call_next(msg)

        message = Message(
            key=msg.headers.get("ce_subject", ""),
            headers=msg.headers,
            body=msg.body,
            destination=self.context.get("replays"),
        )
        try:
            await consumer.attempt(self.context.get("channel"), message, handle)
        except Exception:
            log.exception("a message stays where it is")
            raise
