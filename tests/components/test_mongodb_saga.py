"""A saga of three generated services that keep documents, each in a database of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.components.missing import skipped_outside_ci
from tests.components.mongodb import Mongo
from tests.components.running import Project
from tests.components.test_mongodb_messages import database
from tests.components.test_saga import BROKERS, STEPS, System, make_projects

pytestmark = pytest.mark.components


@dataclass
class DocumentSystem(System):
    """The services over documents."""

    server: Mongo | None = None

    def database(self, name: str) -> str:
        """The URL of a service's database."""
        assert self.server is not None
        return database(self.server, name)


@pytest.fixture(scope="module")
def projects(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Project]:
    return make_projects('message_queue: "redis"\ndatabase: "mongodb"', python, tmp_path_factory)


@pytest.fixture
def system(projects: Mapping[str, Project], mortal_mongodb: Mongo, tmp_path: Path) -> Iterator[DocumentSystem]:
    with skipped_outside_ci(), BROKERS["redis"]() as broker:
        made = DocumentSystem(projects, broker, tmp_path, server=mortal_mongodb)
        try:
            yield made
        finally:
            for name in list(made.running):
                made.kill(name)


def test_saga_ends_whatever_is_killed(system: DocumentSystem, mortal_mongodb: Mongo) -> None:
    """Some go on to their end and some are undone, while each service dies, and the server of their databases."""
    system.begin(*STEPS)
    for number, name in enumerate(STEPS):
        system.order(number)
        system.order(10 + number, sold_out=True)
        system.kill(name)
        system.begin(name)
    mortal_mongodb.kill()
    mortal_mongodb.start()
    system.wait_until(lambda states: sorted(states) == ["compensated"] * 3 + ["done"] * 3, "all have ended")
    for name, (run, undo) in STEPS.items():
        done = [f"{run} {number}" for number in range(3)]
        undone = [f"{each} {10 + number}" for number in range(3) for each in (run, undo)]
        assert sorted(system.effects(name)) == sorted([*done, *([] if name == "stock" else undone)])
