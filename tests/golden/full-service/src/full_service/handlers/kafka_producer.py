"""The client that sends to Kafka."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from confluent_kafka import KafkaError, KafkaException, Producer

from full_service.config import Settings
from full_service.handlers.kafka_topics import TOPICS, kafka_options
from full_service.models.messages import Message

Failures = dict[int, Exception]
"""What went wrong, by the place of a message among those that were sent."""
Send = Callable[[Mapping[int, Message]], Awaitable[Failures]]


log = logging.getLogger(__name__)


class KafkaProducer:
    """Sends messages, as many at once as the client puts together."""

    def __init__(self, settings: Settings) -> None:
        self._options: dict[str, str | float | bool] = {
            "log_level": 0,  # it would tell of each try in an outage
            "partitioner": "murmur2_random",
            "allow.auto.create.topics": False,
            **kafka_options(settings),
            "bootstrap.servers": settings.kafka_brokers or "",
            "client.id": "full-service",
            "delivery.timeout.ms": round(settings.kafka_timeout * 1000),
            "enable.idempotence": True,
            # A message that is not delivered holds up those after it, so that none overtakes it.
            "enable.gapless.guarantee": True,
        }
        self._client: Producer | None = None

    async def send(self, messages: Mapping[int, Message]) -> Failures:
        """Send messages in order; return what went wrong with which of them."""
        failed = await asyncio.to_thread(_send, self._connected(), messages)
        if failed:
            self._client = None  # after a gap it takes no more
        return failed

    async def answers(self, seconds: float) -> bool:
        """Tell whether a broker answers in time."""
        try:
            await asyncio.to_thread(self._connected().list_topics, timeout=seconds)
        except KafkaException:
            return False
        return True

    def _connected(self) -> Producer:
        if self._client is None:
            self._client = Producer(self._options, logger=log)
        return self._client


def _send(client: Producer, messages: Mapping[int, Message]) -> Failures:
    failed: Failures = {}
    told: dict[int, KafkaError | None] = {}

    def note(place: int, error: KafkaError | None, _: object) -> None:
        told[place] = error

    for place, message in messages.items():
        try:
            client.produce(
                message.destination or TOPICS[message.headers["ce_type"]],
                message.body,
                message.key,
                headers=dict(message.headers),
                on_delivery=partial(note, place),
            )
        except (BufferError, KafkaException) as error:
            failed[place] = error
    try:
        client.flush()
    except (KafkaException, SystemError) as error:
        # A message that it cannot deliver ends the client, which raises, and may not tell of all.
        failed = dict.fromkeys(messages.keys() - told.keys(), error) | failed
    return failed | {place: KafkaException(error) for place, error in told.items() if error}
