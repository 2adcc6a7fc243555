"""Messages over Kafka."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from confluent_kafka import KafkaError, KafkaException

from full_service.config import Settings
from full_service.handlers.avro_writer import AvroWriter, InvalidEventError
from full_service.handlers.in_process import InProcessPublisher, Receive
from full_service.handlers.kafka_producer import Failures, KafkaProducer, Send
from full_service.handlers.kafka_topics import TOPICS, check_options, keep_making_topics
from full_service.handlers.schema_registry import SchemaRegistry
from full_service.models.errors import UnavailableError
from full_service.models.health import UnhealthyError
from full_service.models.messages import Message
from full_service.services.background import running
from full_service.services.ports import Storage
from full_service.services.relay import Relay

LAST_SECONDS = 2.0
"""What sending may take when the service stops; what is left is sent when it starts again."""

FINAL = {
    KafkaError.INVALID_RECORD,
    KafkaError.MSG_SIZE_TOO_LARGE,
    KafkaError.RECORD_LIST_TOO_LARGE,
}
"""Errors that a message has, and not the broker."""

log = structlog.get_logger(__name__)


class KafkaPublisher:
    """Sends messages in Avro."""

    channel = "kafka"

    def __init__(self, send: Send, avro: AvroWriter) -> None:
        self._send = send
        self._avro = avro

    async def publish(self, messages: Sequence[Message]) -> Mapping[int, str]:
        """Send all; return which of them can never be sent, and why."""
        written: dict[int, Message] = {}
        refused: dict[int, str] = {}
        for place, message in enumerate(messages):
            topic = TOPICS.get(message.headers.get("ce_type", ""), "")
            try:
                written[place] = await self._avro.written(message, topic)
            except InvalidEventError as error:
                refused[place] = str(error)
        failed = await self._send(written)
        if not any(map(_is_final, failed.values())):
            _raise_first(failed)
            return refused
        # One that is refused takes its neighbours along: sent alone, each shows whether it is the one.
        for place in sorted(failed):
            again = await self._send({place: written[place]})
            if again and not _is_final(again[place]):
                _raise_first(again)
            refused |= {place: str(error) for place, error in again.items()}
        return refused


def _is_final(error: Exception) -> bool:
    return isinstance(error, KafkaException) and error.args[0].code() in FINAL


def _raise_first(failed: Mapping[int, Exception]) -> None:
    for error in failed.values():
        raise UnavailableError("message broker") from error


def in_process(*receivers: Receive) -> Send:
    """Return what sends to this process alone."""
    publisher = InProcessPublisher("kafka", *receivers)

    async def send(messages: Mapping[int, Message]) -> Failures:
        await publisher.publish([*messages.values()])
        return {}

    return send


class KafkaMessages:
    """Sends what waits in the outbox."""

    def __init__(self, settings: Settings, storage: Storage) -> None:
        """Raise `ConfigurationError` if the client does not take the options of the settings."""
        self._is_in_process = settings.kafka_brokers is None
        if not self._is_in_process:
            check_options(settings)
        self._settings = settings
        self._producer = KafkaProducer(settings)
        url = settings.schema_registry_url
        self._registry = SchemaRegistry(url, settings.kafka_timeout) if url else None
        send: Send = self._producer.send
        if self._is_in_process:
            send = in_process()
        self.relay = Relay(storage, KafkaPublisher(send, AvroWriter(self._registry)))

    async def check(self) -> None:
        """Raise `UnhealthyError` if messages do not come and go."""
        if self._is_in_process:
            return
        if not await self._producer.answers(self._settings.health_timeout / 2):
            raise UnhealthyError("cannot be reached")
        if self.relay.fault:
            raise UnhealthyError("messages are not sent") from self.relay.fault

    @asynccontextmanager
    async def running(self, prepared: asyncio.Future[None]) -> AsyncIterator[None]:
        """Work until the block ends, once the database is prepared."""
        async with AsyncExitStack() as stack:
            if self._registry is not None:
                stack.push_async_callback(self._registry.close)
            if self._is_in_process:
                log.warning("no KAFKA_BROKERS: events stay in this process, and end with it")
            elif self._settings.migrations == "auto":
                await stack.enter_async_context(running(keep_making_topics(self._settings)))
            await stack.enter_async_context(self._sending(prepared))
            yield

    @asynccontextmanager
    async def _sending(self, prepared: asyncio.Future[None]) -> AsyncIterator[None]:
        async with running(self._send(prepared)) as sending:
            yield
            self.relay.finish()
            await asyncio.wait([sending], timeout=LAST_SECONDS)

    async def _send(self, prepared: asyncio.Future[None]) -> None:
        await asyncio.shield(prepared)
        await self.relay.run()
