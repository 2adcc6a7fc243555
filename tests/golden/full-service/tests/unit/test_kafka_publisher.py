from collections.abc import Mapping, Sequence

import pytest
from confluent_kafka import KafkaError, KafkaException

from full_service.handlers.avro_writer import CONTAINER, AvroWriter
from full_service.handlers.kafka_messages import KafkaPublisher
from full_service.handlers.kafka_producer import Failures
from full_service.models.errors import UnavailableError
from full_service.models.messages import Message

TOO_LARGE = KafkaException(KafkaError(KafkaError.MSG_SIZE_TOO_LARGE))
TIMED_OUT = KafkaException(KafkaError(KafkaError._MSG_TIMED_OUT))  # noqa: SLF001 - its name
PURGED = KafkaException(KafkaError(KafkaError._PURGE_QUEUE))  # noqa: SLF001 - its name


class StandIn:
    """A client that sends messages, or does not: by their bodies, and how often it was asked."""

    def __init__(self, answers: dict[bytes, Sequence[Exception | None]] | None = None) -> None:
        self.answers = {body: list(each) for body, each in (answers or {}).items()}
        self.taken: list[bytes] = []

    async def send(self, messages: Mapping[int, Message]) -> Failures:
        asked = {place: self._answer(each.body) for place, each in messages.items()}
        return {place: error for place, error in asked.items() if error is not None}

    def _answer(self, body: bytes) -> Exception | None:
        answers = self.answers.get(body, [])
        error = answers.pop(0) if answers else None
        if error is None:
            self.taken.append(body)
        return error


def messages(*bodies: bytes) -> list[Message]:
    headers = {"content-type": CONTAINER, "ce_type": "any"}
    return [Message("key", headers, body, destination="topic") for body in bodies]


def publisher(client: StandIn) -> KafkaPublisher:
    return KafkaPublisher(client.send, AvroWriter(None))


async def test_all_are_sent_in_order() -> None:
    client = StandIn()
    assert await publisher(client).publish(messages(b"1", b"2", b"3")) == {}
    assert client.taken == [b"1", b"2", b"3"]


async def test_client_that_is_away() -> None:
    client = StandIn({b"2": [TIMED_OUT], b"3": [PURGED]})
    with pytest.raises(UnavailableError) as raised:
        await publisher(client).publish(messages(b"1", b"2", b"3"))
    assert raised.value.__cause__ is TIMED_OUT


async def test_one_that_is_refused_is_found_among_its_neighbours() -> None:
    client = StandIn({b"2": [TOO_LARGE], b"3": [TOO_LARGE, TOO_LARGE], b"4": [PURGED]})
    refused = await publisher(client).publish(messages(b"1", b"2", b"3", b"4"))
    assert refused.keys() == {2}
    assert "MSG_SIZE_TOO_LARGE" in refused[2]
    assert client.taken == [b"1", b"2", b"4"]


async def test_client_that_goes_away_meanwhile() -> None:
    client = StandIn({b"1": [TOO_LARGE, TIMED_OUT]})
    with pytest.raises(UnavailableError):
        await publisher(client).publish(messages(b"1"))


async def test_what_is_no_event_is_refused_and_the_rest_is_sent() -> None:
    client = StandIn()
    wrong = Message("key", {"content-type": "application/json", "ce_type": "unheard_of"}, b"{}")
    refused = await publisher(client).publish([wrong, *messages(b"1")])
    assert refused.keys() == {0}
    assert client.taken == [b"1"]
