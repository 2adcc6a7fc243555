"""Events between services that keep documents, over a real Kafka: outbox and inbox are documents, too."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.components import kafka
from tests.components.kafka import Kafka
from tests.components.missing import skipped_outside_ci
from tests.components.mongodb import Mongo
from tests.components.network import wait_for
from tests.components.running import Project, ready
from tests.components.test_messages import REACTION, fill_in, tell
from tests.components.test_mongodb_messages import database, numbers_in, over_documents

pytestmark = pytest.mark.components

SOON = 60


@dataclass(frozen=True)
class Service:
    """A service, and where its documents are."""

    project: Project
    url: str

    def settings(self, broker: Kafka) -> dict[str, str]:
        """Return what it is started with."""
        return self.project.settings(
            database_url=self.url, kafka_brokers=broker.address, kafka_replication=1, health_interval=0.5
        )

    def numbers(self, collection: str) -> list[str]:
        """Return the number of each document."""
        return numbers_in(self.url, collection, self.project.python)


@pytest.fixture
def broker() -> Iterator[Kafka]:
    with skipped_outside_ci(), kafka.own_broker() as own:
        yield own


@pytest.fixture
def telling(python: Path, tmp_path: Path, mortal_mongodb: Mongo) -> Service:
    project = over_documents("telling-service", "telling", python, tmp_path, queue="kafka")
    return Service(project, database(mortal_mongodb, "telling"))


@pytest.fixture
def copying(python: Path, tmp_path: Path, mortal_mongodb: Mongo) -> Service:
    project = over_documents("copy-service", "copying", python, tmp_path, queue="kafka")
    fill_in(project, REACTION)
    return Service(project, database(mortal_mongodb, "copies"))


def test_each_event_is_copied_once_whatever_dies(telling: Service, copying: Service, broker: Kafka) -> None:
    """The broker dies while there is something to tell, and the service that copies before it has heard all of it."""
    with ready(telling.project, telling.settings(broker)) as teller:
        with ready(copying.project, copying.settings(broker)) as copier:
            for number in range(20):
                tell(teller, number)
            wait_for(lambda: len(copying.numbers("copies")) > 0, seconds=SOON, what="the first is copied")
            broker.kill()
            for number in range(20, 40):
                tell(teller, number)
            assert telling.numbers("outbox")
            copier.process.kill()
        broker.start()
        with ready(copying.project, copying.settings(broker)):
            wait_for(lambda: len(copying.numbers("copies")) >= 40, seconds=SOON, what="all is copied")
            wait_for(lambda: not telling.numbers("outbox"), seconds=SOON, what="nothing waits")
    assert sorted(map(int, copying.numbers("copies"))) == list(range(40))
    assert len(copying.numbers("inbox")) == 40
