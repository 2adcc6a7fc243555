"""Runs in the environment of the generated service: times its own code, and prints a Markdown table."""

# ruff: noqa: ANN401  the service is not there where this is checked

import asyncio
import json
import logging
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from uuid import uuid4

import sqlalchemy as sa
import structlog  # type: ignore[import-not-found]
import uvloop  # type: ignore[import-not-found]
from confluent_kafka import Consumer, Producer  # type: ignore[import-not-found]
from peer import Peer  # type: ignore[import-not-found]
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


class Cost(NamedTuple):
    """What one message takes: seconds on the clock, and of the processor, the client's threads included."""

    wall: float
    processor: float


class Watch:
    """Measures from when it is made."""

    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def cost(self, messages: int) -> Cost:
        """Return what each of so many messages took."""
        wall, processor = time.perf_counter() - self._wall, time.process_time() - self._processor
        return Cost(wall / messages, processor / messages)


class Bench:
    """One service, one database, one broker."""

    def __init__(self, settings: Any, database: Any, peer: Any, messages: int) -> None:
        self._settings = settings
        self._database = database
        self._peer = peer
        self._storage = SqlStorage(database)
        self._count = messages

    async def produce(self) -> Cost:
        """Send the messages with a bare producer."""
        avro = AvroWriter(None)
        written = [await avro.written(message(), TOPIC) for _ in range(self._count)]
        options = {"bootstrap.servers": self._settings.kafka_brokers, "enable.idempotence": True, "linger.ms": 5}
        producer = Producer(options)
        producer.produce(TOPIC, written[0].body, headers=list(written[0].headers.items()))
        producer.flush()
        watch = Watch()
        for each in written:
            producer.produce(TOPIC, each.body, each.key, headers=list(each.headers.items()))
            producer.poll(0)
        producer.flush()
        return watch.cost(self._count)

    async def relay(self) -> Cost:
        """Send what waits in the outbox."""
        messages = KafkaMessages(self._settings, self._storage)
        await self._put(1)
        await messages.relay.send()
        await self._put(self._count)
        watch = Watch()
        await messages.relay.send()
        cost = watch.cost(self._count)
        messages.relay.finish()
        await messages.relay.run()
        async with self._storage.read() as work:
            assert not await work.outbox.first("kafka", 1), "something was not sent"
        return cost

    async def _put(self, count: int) -> None:
        for done in range(0, count, CHUNK):
            async with self._storage.write() as work:
                for _ in range(min(CHUNK, count - done)):
                    await work.outbox.put(message(), ["kafka"])

    async def relay_by_hand(self) -> Cost:
        """Send what waits in an outbox that is written by hand."""
        messages = [message() for _ in range(self._count)]
        async with self._peer.sending() as send:
            for some in (messages[:1], messages):
                await self._peer.put([(each.key, dict(each.headers), json.loads(each.body)) for each in some])
                watch = Watch()
                await send()
            return watch.cost(self._count)

    async def consume(self) -> Cost:
        """Read the messages with a bare consumer that commits each."""
        return await self._consume(nothing)

    async def consume_and_store(self) -> Cost:
        """Read with a bare consumer that stores the id of each, as one writes it by hand: in a transaction each."""

        async def store(number: int) -> None:
            values = {"source": "by hand", "event_id": str(number), "handled_at": now()}
            async with self._database.write() as session:
                await session.execute(sa.insert(InboxRow).values(values))

        await self._forget()
        return await self._consume(store)

    async def _consume(self, store: Callable[[int], Awaitable[None]]) -> Cost:
        options = {"bootstrap.servers": self._settings.kafka_brokers, "group.id": uuid4().hex}
        consumer = Consumer({**options, "auto.offset.reset": "earliest", "enable.auto.commit": False})
        consumer.subscribe([TOPIC])
        count, watch = 0, Watch()
        while count < self._count:
            got = consumer.poll(1)
            if got is None or got.error():
                continue
            watch = watch if count else Watch()
            count += 1
            await store(count)
            consumer.commit(got, asynchronous=True)
        cost = watch.cost(self._count)
        consumer.close()
        return cost

    async def _forget(self) -> None:
        async with self._database.write() as session:
            await session.execute(sa.delete(InboxRow))

    async def react(self) -> Cost:
        """Handle as many messages, each once."""
        await self._forget()
        kafka_subscribers.GROUP = uuid4().hex
        messages = KafkaMessages(self._settings, self._storage)
        prepared = asyncio.get_running_loop().create_future()
        prepared.set_result(None)
        async with messages.running(prepared):
            first, watch = await self._until(1), Watch()
            last = await self._until(self._count)
            return watch.cost(last - first)

    async def react_by_hand(self) -> Cost:
        """Handle as many messages by a handler that is written by hand."""
        async with self._peer.reading() as handled:
            first, watch = 0, Watch()
            while handled() < self._count:
                if not first:
                    first, watch = handled(), Watch()
                await asyncio.sleep(0.05)
            return watch.cost(handled() - first)

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
    peer = Peer(url, broker, kafka_topics.PARTITIONS)
    await peer.prepare()
    bench = Bench(settings, database, peer, messages)
    found: dict[str, list[Cost]] = {}
    for _ in range(rounds):
        for name, measure in (
            ("bare producer", bench.produce),
            ("outbox to Kafka", bench.relay),
            ("outbox by hand, FastStream", bench.relay_by_hand),
            ("bare consumer", bench.consume),
            ("bare consumer, a transaction each", bench.consume_and_store),
            ("consumer with inbox", bench.react),
            ("consumer by hand, FastStream", bench.react_by_hand),
        ):
            found.setdefault(name, []).append(await measure())
    await database.close()
    await peer.close()
    medians = {name: [statistics.median(each) for each in zip(*costs, strict=True)] for name, costs in found.items()}
    print(f"| {url.partition(':')[0]} | a second | ratio | us of processor | ratio |\n|---|---:|---:|---:|---:|")
    for bare, others in (
        ("bare producer", ["outbox to Kafka", "outbox by hand, FastStream"]),
        (
            "bare consumer",
            ["bare consumer, a transaction each", "consumer with inbox", "consumer by hand, FastStream"],
        ),
    ):
        for name in (bare, *others):
            (bare_wall, bare_processor), (wall, processor) = medians[bare], medians[name]
            rates = f"{1 / wall:,.0f} | {bare_wall / wall:.3f}"
            print(f"| {name} | {rates} | {processor * 1e6:.1f} | {bare_processor / processor:.3f} |")


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
