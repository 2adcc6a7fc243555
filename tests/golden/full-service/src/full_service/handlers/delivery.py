"""From what a broker delivers to the handlers of events."""

import math
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, get_type_hints

import structlog
from pydantic import TypeAdapter
from pydantic_core import from_json
from structlog.contextvars import bind_contextvars, reset_contextvars

from full_service.handlers.messages import HANDLERS, Handler
from full_service.models.messages import Envelope, InvalidMessageError, Message
from full_service.services.consumer import Consumer, Delivery, Reactor

Decode = Callable[[Message], Awaitable[object]]

log = structlog.get_logger(__name__)


def text_of(given: str | bytes) -> str:
    """Return a text that every database takes: what is sent may hold bytes that are none.

    Ids that differ stay different.
    """
    raw = given.encode(errors="backslashreplace") if isinstance(given, str) else given
    return raw.decode(errors="backslashreplace").replace("\0", "\\x00")


def received(headers: object, body: bytes) -> Message:
    """Return what came as a message, whoever sent it: headers that are no texts are left out."""
    given = headers if isinstance(headers, Mapping) else {}
    texts = {
        text_of(name): text_of(value)
        for name, value in given.items()
        if isinstance(name, str) and isinstance(value, str | bytes)
    }
    return Message(texts.get("ce_subject", ""), texts, body)


def kind_of(message: Message) -> tuple[str, str]:
    """Return the source and the type that a message says of itself."""
    return message.headers.get("ce_source", ""), message.headers.get("ce_type", "")


async def decoded(message: Message) -> object:
    """Read the data of a message; raise `InvalidMessageError` if it is no JSON."""
    try:
        data: object = from_json(message.body)
    except ValueError as error:
        raise InvalidMessageError(f"the data is no JSON: {error}") from error
    return data


@cache
def data_of(handler: Handler) -> TypeAdapter[Any]:
    """Return what checks the data of the events that a handler takes."""
    return TypeAdapter(get_type_hints(handler)["event"])


class Receiver:
    """Hands each event that is delivered to its handler, and passes over what nothing here reacts to."""

    def __init__(
        self, consumer: Consumer, channel: str, replays: str, decode: Decode = decoded
    ) -> None:
        self._consumer = consumer
        self._channel = channel
        self._replays = replays
        self._decode = decode
        self._is_stopping = False

    async def receive(self, messages: Iterable[Message], seconds: float = math.inf) -> bool:
        """Handle messages in order; return whether that was done in time, and before a stop."""
        until = time.monotonic() + seconds
        deliveries = [
            Delivery(
                Message(message.key, message.headers, message.body, self._replays),
                partial(self._hand_on, message),
            )
            for message in messages
            if kind_of(message) in HANDLERS
        ]
        try:
            return await self._consumer.take(
                self._channel,
                deliveries,
                lambda: not self._is_stopping and time.monotonic() < until,
            )
        except Exception:
            log.exception("a message stays where it is")
            raise

    def stop(self) -> None:
        """Leave what is not handled yet to others."""
        self._is_stopping = True

    async def _hand_on(self, message: Message, reactor: Reactor) -> None:
        envelope = Envelope.read(message.headers)
        handler = HANDLERS[kind_of(message)]
        event = data_of(handler).validate_python(await self._decode(message))
        own = bind_contextvars(event_id=envelope.id, correlation_id=envelope.correlation_id)
        try:
            await handler(event, envelope, reactor)
        finally:
            reset_contextvars(**own)
