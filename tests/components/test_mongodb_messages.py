"""Events between services that keep documents, while everything fails in turn.

The server is the stand-in of `mongodb.py`: one process, whose transactions and answers are MongoDB's. It is no set of
several servers, so that nobody sees here what a new primary does.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.components import running
from tests.components.mongodb import Mongo
from tests.components.redis import Redis
from tests.components.running import Project, Running
from tests.components.test_messages import (  # noqa: F401
    REACTION,
    SPECS,
    System,
    broker,
    endure,
    fill_in,
    require_copies_in_order,
    tell,
)
from tests.generated.services import generate

pytestmark = pytest.mark.components

FIND = """
import sys
import pymongo
client = pymongo.MongoClient(sys.argv[1])
for each in client.get_default_database()[sys.argv[2]].find().sort("_id", 1):
    print(each.get("number"))
"""
"""Prints the numbers of a collection's documents, in the order in which these were made."""


class DocumentSystem(System):
    """Both services over documents."""

    @contextmanager
    def copies(self) -> Iterator[Running]:
        """Run the service that copies."""
        environment = self.environment(self.copying, self.copies_url)
        with running.ready(self.copying, {**environment, **self.copying.settings(message_timeout=2)}) as service:
            yield service

    def copied(self) -> list[int]:
        """The numbers of the entries that were copied, in the order in which they were."""
        return [int(line) for line in numbers_in(self.copies_url, "copies", self.copying.python)]

    def waiting(self) -> int:
        """How many messages wait in the outbox."""
        return len(numbers_in(self.told, "outbox", self.copying.python))


def numbers_in(url: str, collection: str, python: Path) -> list[str]:
    """The number of each document of a collection, as text; what has none is None."""
    command: list[str | Path] = [python, "-c", FIND, url, collection]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def over_documents(name: str, spec: str, python: Path, folder: Path, *, queue: str = "redis") -> Project:
    """Make one of the services that PostgreSQL is tested with, over documents."""
    text = (SPECS / f"{spec}.tusk").read_text().replace('database: "postgresql"', 'database: "mongodb"')
    text = text.replace('message_queue: "redis"', f'message_queue: "{queue}"')
    (folder / f"{spec}.tusk").write_text(text)
    return Project(generate(name, folder / f"{spec}.tusk", folder), name.replace("-", "_"), python)


@pytest.fixture(scope="module")
def services(python: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Project]:
    folder = tmp_path_factory.mktemp("documents")
    copying = over_documents("copy-service", "copying", python, folder)
    fill_in(copying, REACTION)
    return over_documents("telling-service", "telling", python, folder), copying


def database(server: Mongo, name: str) -> str:
    """The URL of a database on a server."""
    return urlunsplit(urlsplit(server.url)._replace(path=f"/{name}"))


@pytest.fixture
def system(services: tuple[Project, Project], broker: Redis, mortal_mongodb: Mongo) -> System:  # noqa: F811
    told, copies = (database(mortal_mongodb, name) for name in ("telling", "copies"))
    return DocumentSystem(*services, broker, told, copies)


def test_what_is_told_is_copied_in_order(system: System) -> None:
    require_copies_in_order(system)


def test_two_replicas_tell_in_order_and_once(system: System) -> None:
    """Each entry is told by another replica than the one before; both have a relay, and one is killed."""
    other = replace(system)
    with system.tells() as one, system.copies():
        with other.tells() as two:
            for number in range(0, 20, 2):
                tell(one, number)
                tell(two, number + 1)
            two.process.kill()
        for number in range(20, 30):
            tell(one, number)
        assert sorted(system.wait_for_copies(set(range(30)))) == list(range(30))


def test_nothing_is_lost_and_nothing_happens_twice(
    system: System, mortal_mongodb: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "START_SECONDS", 120)  # two services and two servers share the machine
    endure(system, mortal_mongodb, settled=120)
