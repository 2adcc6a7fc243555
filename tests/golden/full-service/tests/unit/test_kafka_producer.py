"""The client that sends, beside the stand-in for brokers that it brings along."""

import pytest
from confluent_kafka import KafkaError, KafkaException
from pydantic import SecretStr

from full_service.config import Settings
from full_service.handlers.kafka_producer import KafkaProducer
from full_service.models.messages import Message


@pytest.fixture
def there(settings: Settings) -> KafkaProducer:
    options = {"test.mock.num.brokers": "1", "allow.auto.create.topics": "true"}
    secret = {name: SecretStr(value) for name, value in options.items()}
    return KafkaProducer(settings.model_copy(update={"kafka_options": secret}))


@pytest.fixture
def away(settings: Settings) -> KafkaProducer:
    changed = {"kafka_brokers": "127.0.0.1:1", "kafka_timeout": 0.2}
    return KafkaProducer(settings.model_copy(update=changed))


def messages(*bodies: bytes) -> dict[int, Message]:
    return dict(enumerate(Message("key", {"a": "ä"}, body, "topic") for body in bodies))


def codes(failed: dict[int, Exception]) -> dict[int, int]:
    return {
        place: error.args[0].code()
        for place, error in failed.items()
        if isinstance(error, KafkaException)
    }


async def test_what_the_brokers_take(there: KafkaProducer) -> None:
    assert await there.send(messages(b"1", b"2", b"3")) == {}
    assert await there.answers(5)


async def test_one_that_is_too_large(there: KafkaProducer) -> None:
    failed = await there.send(messages(b"1", b"2" * 2_000_000, b"3"))
    assert codes(failed) == {1: KafkaError.MSG_SIZE_TOO_LARGE}
    assert await there.send(messages(b"4")) == {}


async def test_brokers_that_are_away(away: KafkaProducer) -> None:
    timed_out = KafkaError._MSG_TIMED_OUT  # noqa: SLF001 - its name
    assert codes(await away.send(messages(b"1", b"2"))) == {0: timed_out, 1: timed_out}
    assert not await away.answers(0.1)
