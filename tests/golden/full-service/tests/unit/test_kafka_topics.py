import asyncio
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from confluent_kafka import KafkaError, KafkaException
from pydantic import SecretStr

from full_service.config import ConfigurationError, Settings
from full_service.handlers import kafka_topics
from full_service.handlers.kafka_topics import (
    OWN_TOPICS,
    PARTITIONS,
    check_options,
    kafka_options,
    make_topics,
)
from full_service.models.errors import UnavailableError

SETTINGS = Settings(
    kafka_brokers="localhost:1",
    kafka_options={"security.protocol": SecretStr("plaintext")},
    kafka_replication=2,
)


class Cluster:
    """What there is, and what is made; stands in for the client that asks it."""

    def __init__(self, answer: KafkaException | None = None) -> None:
        self.copies: dict[str, list[int]] = {}
        self.made: dict[str, tuple[int, int]] = {}
        self.options: dict[str, str] = {}
        self.answer = answer

    def __call__(self, options: dict[str, str]) -> "Cluster":
        self.options = options
        return self

    def list_topics(self, timeout: float) -> Any:  # noqa: ANN401, ARG002 - the client's
        topics = {
            name: SimpleNamespace(
                partitions={
                    number: SimpleNamespace(replicas=[0] * count)
                    for number, count in enumerate(copies)
                }
            )
            for name, copies in self.copies.items()
        }
        return SimpleNamespace(topics=topics)

    def create_topics(self, new: list[Any], **_: float) -> dict[str, Future[None]]:
        done: dict[str, Future[None]] = {}
        for topic in new:
            done[topic.topic] = Future()
            if self.answer is None:
                self.made[topic.topic] = (topic.num_partitions, topic.replication_factor)
                done[topic.topic].set_result(None)
            else:
                done[topic.topic].set_exception(self.answer)
        return done


def stand_in(monkeypatch: pytest.MonkeyPatch, cluster: Cluster) -> Cluster:
    monkeypatch.setattr(kafka_topics, "AdminClient", cluster)
    return cluster


async def test_what_is_missing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = stand_in(monkeypatch, Cluster())
    await make_topics(SETTINGS)
    assert cluster.made == dict.fromkeys(OWN_TOPICS, (PARTITIONS, 2))
    assert cluster.options == {"bootstrap.servers": "localhost:1", "security.protocol": "plaintext"}


async def test_what_is_there_is_left_and_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = stand_in(monkeypatch, Cluster())
    cluster.copies = dict.fromkeys(OWN_TOPICS, [2] * PARTITIONS) | {"other": [1]}
    cluster.copies[OWN_TOPICS[0]] = [1] * (PARTITIONS + 1)
    with structlog.testing.capture_logs() as logs:
        await make_topics(SETTINGS)
    assert cluster.made == {}
    assert {(each["topic"], each["cause"]) for each in logs} == {
        (OWN_TOPICS[0], f"it has {PARTITIONS + 1} partitions, and not {PARTITIONS}"),
        (OWN_TOPICS[0], "it is kept on 1 brokers, and not on 2"),
    }


async def test_what_another_replica_makes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    there = KafkaException(KafkaError(KafkaError.TOPIC_ALREADY_EXISTS))
    stand_in(monkeypatch, Cluster(there))
    await make_topics(SETTINGS)


async def test_cluster_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    few = KafkaException(KafkaError(KafkaError.INVALID_REPLICATION_FACTOR, "only 1 broker"))
    stand_in(monkeypatch, Cluster(few))
    with pytest.raises(UnavailableError) as raised:
        await make_topics(SETTINGS)
    assert "only 1 broker" in raised.value.reason


async def test_is_tried_until_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_topics, "RETRY_SECONDS", 0.001)
    few = KafkaException(KafkaError(KafkaError.INVALID_REPLICATION_FACTOR, "only 1 broker"))
    cluster = stand_in(monkeypatch, Cluster(few))
    with structlog.testing.capture_logs() as logs:
        making = asyncio.create_task(kafka_topics.keep_making_topics(SETTINGS))
        await asyncio.sleep(0.05)
        cluster.answer = None
        await asyncio.wait_for(making, 5)
    assert cluster.made.keys() == set(OWN_TOPICS)
    assert [each["event"] for each in logs].count("topics cannot be made yet") == 1


async def test_brokers_that_are_not_set() -> None:
    with pytest.raises(ConfigurationError, match="KAFKA_BROKERS: must name a broker"):
        await make_topics(SETTINGS.model_copy(update={"kafka_brokers": None}))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"no.such.option": "1"}, "no.such.option"),
        ({"security.protocol": "TLS"}, "security.protocol"),
        ({"security.protocol": "SSL", "ssl.ca.location": "no such file"}, "ssl.ca.location"),
    ],
)
def test_option_that_the_client_does_not_take(options: dict[str, str], told: str) -> None:
    secret = {name: SecretStr(value) for name, value in options.items()}
    with pytest.raises(ConfigurationError, match=rf"_KAFKA_OPTIONS: .*{told}"):
        check_options(SETTINGS.model_copy(update={"kafka_options": secret}))


@pytest.mark.parametrize("protocol", ["SSL", "ssl"])
def test_protocol_is_taken_with_capitals_too(protocol: str) -> None:
    options = {"security.protocol": SecretStr(protocol)}
    settings = SETTINGS.model_copy(update={"kafka_options": options})
    check_options(settings)
    assert kafka_options(settings) == {"security.protocol": "ssl"}
