"""Messages over Kafka (FastStream)."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast

import structlog
from confluent_kafka import KafkaError, KafkaException
from faststream.confluent import KafkaBroker, TestKafkaBroker
from faststream.confluent.helpers.config import ConfluentConfig

from full_service.config import Settings
from full_service.handlers.avro_writer import AvroWriter, InvalidEventError
from full_service.handlers.kafka_topics import TOPICS, kafka_options, keep_making_topics
from full_service.handlers.schema_registry import SchemaRegistry
from full_service.models.errors import UnavailableError
from full_service.models.health import UnhealthyError
from full_service.models.messages import Message
from full_service.services.background import running
from full_service.services.ports import Storage
from full_service.services.relay import Relay

LINGER_MS = 5
"""How long a message waits for others that go along."""
LAST_SECONDS = 2.0
"""What sending may take when the service stops; what is left is sent when it starts again."""

FINAL = {
    KafkaError.INVALID_RECORD,
    KafkaError.MSG_SIZE_TOO_LARGE,
    KafkaError.RECORD_LIST_TOO_LARGE,
}
"""Errors that a message has, and not the broker."""

log = structlog.get_logger(__name__)


def create_broker(settings: Settings) -> KafkaBroker:
    """Describe the connection to Kafka; nothing is opened."""
    return KafkaBroker(
        settings.kafka_brokers or "in-process",
        allow_auto_create_topics=False,
        client_id="full-service",
        config=_options(settings),
        graceful_timeout=settings.shutdown_timeout,
        linger_ms=LINGER_MS,
        logger=None,  # FastStream tells of each message, and the client of each try in an outage
        partitioner="murmur2_random",
    )


def _options(settings: Settings) -> ConfluentConfig:
    own: ConfluentConfig = {
        "delivery.timeout.ms": round(settings.kafka_timeout * 1000),
        "enable.idempotence": True,
        # A message that is not delivered holds up those after it, so that none overtakes it.
        "enable.gapless.guarantee": True,
    }
    return cast("ConfluentConfig", {**kafka_options(settings), **own})


class KafkaPublisher:
    """Sends messages in Avro, as many at once as the client puts together."""

    channel = "kafka"

    def __init__(self, broker: KafkaBroker, avro: AvroWriter) -> None:
        self._broker = broker
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

    async def _send(self, messages: Mapping[int, Message]) -> dict[int, Exception]:
        """Send messages in order; return what went wrong with which of them."""
        await self._broker.connect()
        sent: dict[int, asyncio.Future[Any]] = {}
        failed: dict[int, Exception] = {}
        for place, message in messages.items():
            try:
                delivery = await self._broker.publish(
                    message.body,
                    topic=message.destination or TOPICS[message.headers["ce_type"]],
                    key=message.key,
                    headers=dict(message.headers),
                    correlation_id=message.headers.get("ce_correlationid"),
                    no_confirm=True,
                )
            except (BufferError, KafkaException) as error:
                failed[place] = error
            else:
                if isinstance(delivery, asyncio.Future):
                    sent[place] = delivery
        outcomes = await asyncio.gather(*sent.values(), return_exceptions=True)
        ends = zip(sent, outcomes, strict=True)
        failed |= {place: outcome for place, outcome in ends if isinstance(outcome, Exception)}
        if failed:
            await self._broker.stop()
        return failed


def _is_final(error: Exception) -> bool:
    return isinstance(error, KafkaException) and error.args[0].code() in FINAL


def _raise_first(failed: Mapping[int, Exception]) -> None:
    for error in failed.values():
        raise UnavailableError("message broker") from error


class KafkaMessages:
    """Sends what waits in the outbox."""

    def __init__(self, settings: Settings, storage: Storage) -> None:
        self._settings = settings
        self._broker = create_broker(settings)
        self._is_in_process = settings.kafka_brokers is None
        url = settings.schema_registry_url
        self._registry = SchemaRegistry(url, settings.kafka_timeout) if url else None
        self.relay = Relay(storage, KafkaPublisher(self._broker, AvroWriter(self._registry)))

    async def check(self) -> None:
        """Raise `UnhealthyError` if messages do not come and go."""
        if self._is_in_process:
            return
        if not await self._broker.ping(self._settings.health_timeout / 2):
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
                brokers = [self._broker]
                await stack.enter_async_context(TestKafkaBroker(*brokers, connect_only=False))
            else:
                stack.push_async_callback(self._broker.stop)
                await self._broker.connect()
                if self._settings.migrations == "auto":
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
