"""Reads and prepares topics, in a process that has the client: `python kafka_client.py ADDRESS COMMAND ...`."""

import io
import json
import sys
import time
from typing import Any

import fastavro  # type: ignore[import-not-found]
from confluent_kafka import Consumer, TopicPartition  # type: ignore[import-not-found]
from confluent_kafka.admin import AdminClient  # type: ignore[import-not-found]
from confluent_kafka.cimpl import NewTopic  # type: ignore[import-not-found]

SECONDS = 60


def read(address: str, topic: str, count: int) -> list[dict[str, Any]]:
    """Read a topic from its beginning, until so many different events came."""
    options = {"bootstrap.servers": address, "group.id": "test", "enable.auto.commit": False}
    consumer = Consumer({**options, "auto.offset.reset": "earliest", "allow.auto.create.topics": False})
    found: list[dict[str, Any]] = []
    ids: set[str] = set()
    until = time.monotonic() + SECONDS
    # A topic that is being made has none yet.
    while not (partitions := consumer.list_topics(topic, timeout=10).topics[topic].partitions):
        if time.monotonic() > until:
            raise TimeoutError(f"{topic} is not there")
        time.sleep(0.1)
    consumer.assign([TopicPartition(topic, number, 0) for number in partitions])
    while len(ids) < count and time.monotonic() < until:
        message = consumer.poll(1)
        if message is None or message.error():
            continue
        headers = {name: value.decode() for name, value in message.headers() or []}
        body = message.value()
        event = next(fastavro.reader(io.BytesIO(body))) if body.startswith(b"Obj") else body.hex()
        ids.add(headers["ce_id"])
        found.append(
            {"key": message.key().decode(), "partition": message.partition(), "headers": headers, "event": event}
        )
    consumer.close()
    return found


def make(address: str, topic: str, partitions: int, options: dict[str, str]) -> None:
    """Make a topic."""
    new = NewTopic(topic, partitions, 1, config=options)
    client = AdminClient({"bootstrap.servers": address})
    client.create_topics([new])[topic].result(10)


def describe(address: str) -> dict[str, list[int]]:
    """Tell how many copies each partition of each topic has."""
    topics = AdminClient({"bootstrap.servers": address}).list_topics(timeout=10).topics
    return {
        name: [len(each.replicas) for each in topic.partitions.values()]
        for name, topic in topics.items()
        if not name.startswith("_")
    }


if __name__ == "__main__":
    address, command, *arguments = sys.argv[1:]
    if command == "read":
        print(json.dumps(read(address, arguments[0], int(arguments[1])), default=str))
    elif command == "make":
        make(address, arguments[0], int(arguments[1]), json.loads(arguments[2]))
    else:
        print(json.dumps(describe(address)))
