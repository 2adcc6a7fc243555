import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException
from faststream.confluent import KafkaBroker

from full_service.handlers.avro_writer import CONTAINER, AvroWriter
from full_service.handlers.kafka_messages import KafkaPublisher
from full_service.models.errors import UnavailableError
from full_service.models.messages import Message

TOO_LARGE = KafkaException(KafkaError(KafkaError.MSG_SIZE_TOO_LARGE))
TIMED_OUT = KafkaException(KafkaError(KafkaError._MSG_TIMED_OUT))  # noqa: SLF001 - its name
PURGED = KafkaException(KafkaError(KafkaError._PURGE_QUEUE))  # noqa: SLF001 - its name
FULL = BufferError("the queue is full")


class StandIn(KafkaBroker):
    """A broker that takes messages, or does not: by their bodies, and how often it was asked."""

    def __init__(self, answers: dict[bytes, Sequence[Exception | None]] | None = None) -> None:
        super().__init__("localhost:1", logger=None)
        self.answers = {body: list(each) for body, each in (answers or {}).items()}
        self.taken: list[bytes] = []
        self.stops = 0

    async def connect(self) -> Any:  # noqa: ANN401 - FastStream's signature
        return None

    async def publish(self, message: Any, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - the same
        answers = self.answers.get(message, [])
        error = answers.pop(0) if answers else None
        if isinstance(error, BufferError):
            raise error
        future = asyncio.get_running_loop().create_future()
        if error is None:
            self.taken.append(message)
            future.set_result(None)
        else:
            future.set_exception(error)
        return future

    async def stop(self, *_: object, **__: object) -> None:
        self.stops += 1


def messages(*bodies: bytes) -> list[Message]:
    headers = {"content-type": CONTAINER, "ce_type": "any"}
    return [Message("key", headers, body, destination="topic") for body in bodies]


def publisher(broker: KafkaBroker) -> KafkaPublisher:
    return KafkaPublisher(broker, AvroWriter(None))


async def test_all_are_sent_in_order() -> None:
    broker = StandIn()
    assert await publisher(broker).publish(messages(b"1", b"2", b"3")) == {}
    assert (broker.taken, broker.stops) == ([b"1", b"2", b"3"], 0)


async def test_broker_that_is_away_has_a_new_connection_next_time() -> None:
    broker = StandIn({b"2": [TIMED_OUT], b"3": [PURGED]})
    with pytest.raises(UnavailableError) as raised:
        await publisher(broker).publish(messages(b"1", b"2", b"3"))
    assert raised.value.__cause__ is TIMED_OUT
    assert broker.stops == 1


async def test_one_that_is_refused_is_found_among_its_neighbours() -> None:
    broker = StandIn({b"2": [TOO_LARGE], b"3": [TOO_LARGE, TOO_LARGE], b"4": [PURGED]})
    refused = await publisher(broker).publish(messages(b"1", b"2", b"3", b"4"))
    assert refused.keys() == {2}
    assert "MSG_SIZE_TOO_LARGE" in refused[2]
    assert broker.taken == [b"1", b"2", b"4"]


async def test_broker_that_goes_away_meanwhile() -> None:
    broker = StandIn({b"1": [TOO_LARGE, TIMED_OUT]})
    with pytest.raises(UnavailableError):
        await publisher(broker).publish(messages(b"1"))


async def test_queue_that_is_full() -> None:
    broker = StandIn({b"2": [FULL]})
    with pytest.raises(UnavailableError):
        await publisher(broker).publish(messages(b"1", b"2"))


async def test_what_is_no_event_is_refused_and_the_rest_is_sent() -> None:
    broker = StandIn()
    wrong = Message("key", {"content-type": "application/json", "ce_type": "unheard_of"}, b"{}")
    refused = await publisher(broker).publish([wrong, *messages(b"1")])
    assert refused.keys() == {0}
    assert broker.taken == [b"1"]
