"""Events from one generated service to another over a real Kafka, while everything fails in turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.components import kafka, running
from tests.components.kafka import Kafka
from tests.components.missing import skipped_outside_ci
from tests.components.postgres import Postgres, execute
from tests.components.running import Project, Running
from tests.components.test_messages import REACTION, System, endure, fill_in
from tests.generated.services import generate

pytestmark = pytest.mark.components

SPECS = Path(__file__).parent
SETTLED = 180
"""Seconds for the rest: a consumer that was killed is waited for by its group."""


@dataclass
class KafkaSystem(System):
    """Both services over Kafka."""

    broker: Kafka  # type: ignore[assignment]  # killed, frozen and started as Redis is

    @contextmanager
    def copies(self) -> Iterator[Running]:
        """Run the service that copies."""
        with running.ready(self.copying, self.environment(self.copying, self.copies_url)) as service:
            yield service

    def environment(self, project: Project, database: str) -> dict[str, str]:
        """What one of the services is started with."""
        own: dict[str, str | float] = {"kafka_brokers": self.broker.address, "kafka_replication": 1}
        return project.settings(database_url=database, health_interval=0.5, drain_delay=0, **own)


def over_kafka(name: str, spec: str, python: Path, folder: Path) -> Project:
    """Make one of the services that Redis is tested with, over Kafka."""
    text = (SPECS / f"{spec}.tusk").read_text()
    (folder / "given.tusk").write_text(text.replace('message_queue: "redis"', 'message_queue: "kafka"'))
    return Project(generate(name, folder / "given.tusk", folder), name.replace("-", "_"), python)


def test_nothing_is_lost_and_nothing_happens_twice(
    python: Path, tmp_path: Path, mortal_postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "START_SECONDS", 120)  # two services, Kafka and a database share the machine
    for name in ("telling", "copies"):
        execute(mortal_postgres.url, f"CREATE DATABASE {name}")
        (tmp_path / name).mkdir()
    telling = over_kafka("telling-service", "telling", python, tmp_path / "telling")
    copying = over_kafka("copy-service", "copying", python, tmp_path / "copies")
    fill_in(copying, REACTION)
    with skipped_outside_ci(), kafka.own_broker() as broker:
        urls = mortal_postgres.url_of("telling"), mortal_postgres.url_of("copies")
        endure(KafkaSystem(telling, copying, broker, *urls), mortal_postgres, SETTLED)
