"""The topics of this service: made where they are not there, and never changed or deleted."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

import structlog
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from full_service.config import ConfigurationError, Settings, variable
from full_service.models.errors import UnavailableError

TOPICS = {
    "customer_created": "shop.full-service",
    "customer_changed": "shop.full-service",
    "customer_removed": "shop.full-service",
    "order_created": "shop.full-service",
    "order_changed": "shop.full-service",
    "order_removed": "shop.full-service",
    "order_line_created": "shop.full-service",
    "order_line_changed": "shop.full-service",
    "order_line_removed": "shop.full-service",
    "order_paid": "shop.order_paid",
}
"""The topic of each event."""
OWN_TOPICS = sorted({*TOPICS.values()})
PARTITIONS = 12
"""Of a new topic; a later change would part the events of one key."""
RETRY_SECONDS = 5.0

log = structlog.get_logger(__name__)


def kafka_options(settings: Settings) -> dict[str, str]:
    """Return what connects to Kafka, besides the brokers."""
    options = {name: value.get_secret_value() for name, value in settings.kafka_options.items()}
    if protocol := options.get("security.protocol"):
        # Kafka's own documentation has capitals here, which FastStream does not take.
        options["security.protocol"] = protocol.lower()
    return options


def check_options(settings: Settings) -> None:
    """Raise `ConfigurationError` if the client does not take the options, as a certificate that is not there."""
    try:
        AdminClient({"log_level": 0, **kafka_options(settings)})
    except KafkaException as error:
        told = error.args[0].str().strip()
        raise ConfigurationError(f"{variable('kafka_options')}: {told}") from None


async def make_topics(settings: Settings) -> None:
    """Make the topics that are not there; tell which are not as they would be made.

    Raises `UnavailableError` if Kafka is away, or refuses.
    """
    if settings.kafka_brokers is None:
        raise ConfigurationError(f"{variable('kafka_brokers')}: must name a broker")
    check_options(settings)
    options = {**kafka_options(settings), "bootstrap.servers": settings.kafka_brokers}
    try:
        await asyncio.to_thread(_make, options, settings.kafka_replication, settings.kafka_timeout)
    except KafkaException as error:
        raise UnavailableError("message broker") from error


async def keep_making_topics(settings: Settings) -> None:
    """Make the topics as soon as Kafka lets them be made."""
    told = ""
    while True:
        try:
            await make_topics(settings)
        except UnavailableError as error:
            if error.reason != told:
                log.warning("topics cannot be made yet", cause=error.reason)
                told = error.reason
        else:
            return
        await asyncio.sleep(RETRY_SECONDS)


def _make(options: Mapping[str, str], replication: int, timeout: float) -> None:
    admin = AdminClient({**options})
    there = admin.list_topics(timeout=timeout).topics
    for name in OWN_TOPICS:
        if name in there:
            copies = [len(each.replicas) for each in there[name].partitions.values()]
            for difference in _differences(copies, replication):
                log.warning("a topic is not as it would be made", topic=name, cause=difference)
    new = [NewTopic(name, PARTITIONS, replication) for name in OWN_TOPICS if name not in there]
    if not new:
        return
    for name, made in admin.create_topics(new, operation_timeout=timeout).items():
        try:
            made.result(timeout)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise
        else:
            log.info("a topic was made", topic=name)


def _differences(copies: Sequence[int], replication: int) -> Iterator[str]:
    """Compare a topic, as the number of copies of each of its partitions, with what a new one would be."""
    if len(copies) != PARTITIONS:
        yield f"it has {len(copies)} partitions, and not {PARTITIONS}"
    if copies and min(copies) != replication:
        yield f"it is kept on {min(copies)} brokers, and not on {replication}"
