"""Runs in the environment of the generated service: times its own code, and prints a Markdown table."""

# ruff: noqa: ANN401  the service is not there where this is checked

import asyncio
import logging
import statistics
import sys
import time
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
import structlog  # type: ignore[import-not-found]
from confluent_kafka import Consumer, Producer  # type: ignore[import-not-found]
from pydantic import SecretStr
from user_service.config import Settings  # type: ignore[import-not-found]
from user_service.handlers import kafka_subscribers, kafka_topics  # type: ignore[import-not-found]
from user_service.handlers.avro_writer import AvroWriter  # type: ignore[import-not-found]
from user_service.handlers.kafka_messages import KafkaMessages  # type: ignore[import-not-found]
from user_service.migrations.runner import migrate  # type: ignore[import-not-found]
from user_service.models.events import UserCreated  # type: ignore[import-not-found]
from user_service.models.identifiers import new_id  # type: ignore[import-not-found]
from user_service.models.messages import Envelope, Message  # type: ignore[import-not-found]
from user_service.repositories.columns import now  # type: ignore[import-not-found]
from user_service.repositories.drivers import open_database  # type: ignore[import-not-found]
from user_service.repositories.inbox import InboxRow  # type: ignore[import-not-found]
from user_service.repositories.unit_of_work import SqlStorage  # type: ignore[import-not-found]
from user_service.services.reactions import user_service_user_created  # type: ignore[import-not-found]

CHUNK = 500
TOPIC = kafka_topics.TOPICS["user_created"]


async def nothing(*_: object) -> None:
    """React by nothing: what is measured is what every reaction costs."""


def message() -> Any:
    """Make an event as the service tells it."""
    moment = now()
    event = UserCreated(
        id=new_id(),
        version=1,
        created_at=moment,
        updated_at=moment,
        email="ada@example.com",
        full_name="Ada Lovelace",
        status="active",
    )
    envelope = Envelope.around(event)
    return Message(envelope.subject, envelope.headers(), event.model_dump_json().encode())


class Bench:
    """One service, one database, one broker."""

    def __init__(self, settings: Any, database: Any, messages: int) -> None:
        self._settings = settings
        self._database = database
        self._storage = SqlStorage(database)
        self._count = messages

    async def produce(self) -> float:
        """Send the messages with a bare producer; return how many a second."""
        avro = AvroWriter(None)
        written = [await avro.written(message(), TOPIC) for _ in range(self._count)]
        options = {"bootstrap.servers": self._settings.kafka_brokers, "enable.idempotence": True, "linger.ms": 5}
        producer = Producer(options)
        producer.produce(TOPIC, written[0].body, headers=list(written[0].headers.items()))
        producer.flush()
        started = time.perf_counter()
        for each in written:
            producer.produce(TOPIC, each.body, each.key, headers=list(each.headers.items()))
            producer.poll(0)
        producer.flush()
        return self._count / (time.perf_counter() - started)

    async def relay(self) -> float:
        """Send what waits in the outbox; return how many a second."""
        messages = KafkaMessages(self._settings, self._storage)
        await self._put(1)
        await messages.relay.send()
        await self._put(self._count)
        started = time.perf_counter()
        await messages.relay.send()
        seconds = time.perf_counter() - started
        messages.relay.finish()
        await messages.relay.run()
        async with self._storage.read() as work:
            assert not await work.outbox.first("kafka", 1), "something was not sent"
        return self._count / seconds

    async def _put(self, count: int) -> None:
        for done in range(0, count, CHUNK):
            async with self._storage.write() as work:
                for _ in range(min(CHUNK, count - done)):
                    await work.outbox.put(message(), ["kafka"])

    async def consume(self) -> float:
        """Read as many messages with a bare consumer that commits each; return how many a second."""
        options = {"bootstrap.servers": self._settings.kafka_brokers, "group.id": uuid4().hex}
        consumer = Consumer({**options, "auto.offset.reset": "earliest", "enable.auto.commit": False})
        consumer.subscribe([TOPIC])
        count, started = 0, 0.0
        while count < self._count:
            got = consumer.poll(1)
            if got is None or got.error():
                continue
            started = started or time.perf_counter()
            count += 1
            consumer.commit(got, asynchronous=True)
        seconds = time.perf_counter() - started
        consumer.close()
        return self._count / seconds

    async def react(self) -> float:
        """Handle as many messages, each once; return how many a second."""
        async with self._database.write() as session:
            await session.execute(sa.delete(InboxRow))
        kafka_subscribers.GROUP = uuid4().hex
        messages = KafkaMessages(self._settings, self._storage)
        prepared = asyncio.get_running_loop().create_future()
        prepared.set_result(None)
        async with messages.running(prepared):
            first, started = await self._until(1), time.perf_counter()
            last = await self._until(self._count)
            seconds = time.perf_counter() - started
        return (last - first) / seconds

    async def _until(self, count: int) -> int:
        while True:
            async with self._database.read() as session:
                found: int = await session.scalar(sa.select(sa.func.count()).select_from(InboxRow))
            if found >= count:
                return found
            await asyncio.sleep(0.05)


async def main(url: str, broker: str, rounds: int, messages: int) -> None:
    """Measure in turn, and print the medians with their ratios."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    user_service_user_created.react = nothing
    settings = Settings(database_url=SecretStr(url), database_timeout=60, kafka_brokers=broker)
    await migrate(settings)
    await kafka_topics.make_topics(settings)
    database = await open_database(settings, on_lost=lambda: None)
    bench = Bench(settings, database, messages)
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, measure in (
            ("bare producer", bench.produce),
            ("outbox to Kafka", bench.relay),
            ("bare consumer", bench.consume),
            ("consumer with inbox", bench.react),
        ):
            found.setdefault(name, []).append(await measure())
    await database.close()
    rates = {name: statistics.median(each) for name, each in found.items()}
    print(f"| {url.partition(':')[0]} | a second | ratio |\n|---|---:|---:|")
    for bare, own in (("bare producer", "outbox to Kafka"), ("bare consumer", "consumer with inbox")):
        print(f"| {bare} | {rates[bare]:,.0f} | 1 |\n| {own} | {rates[own]:,.0f} | {rates[own] / rates[bare]:.3f} |")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
