"""Read models follow while the service is killed and frozen: no change is missed, and none shows twice."""

import itertools
import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from tests.components.network import wait_for
from tests.components.postgres import execute, new_database
from tests.components.running import START_SECONDS, Project, Running, start
from tests.components.test_chaos import SECONDS, SEED
from tests.generated.services import generate

pytestmark = pytest.mark.components

WRITERS = 4
FROZEN_SECONDS = 12
"""Longer than a process that is frozen while it follows keeps the others waiting."""

WAITING = "SELECT count(*) FROM {place}projection_changes"
DIFFERENT = """
SELECT count(*) FROM (
    SELECT * FROM (SELECT {columns} FROM {place}entries EXCEPT SELECT {columns} FROM {models}read_model_entries) AS gone
    UNION ALL
    SELECT * FROM (SELECT {columns} FROM {models}read_model_entries EXCEPT SELECT {columns} FROM {place}entries) AS more
) AS different
"""
COLUMNS = "id, version, created_at, updated_at, account, number, balance"

KINDS = {
    "async": '[event_config]\nprojection_database: "entry_views"\n',
    "events": '[service_patterns]\nevent_sourcing: true\n[event_config]\nprojection_database: "entry_views"\n',
}


@pytest.fixture(scope="module", params=KINDS)
def projected(request: pytest.FixtureRequest, python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A ledger whose entries are read from read models."""
    folder = tmp_path_factory.mktemp("generated")
    spec = folder / "ledger.tusk"
    spec.write_text(Path(__file__).with_name("ledger.tusk").read_text() + "\n" + KINDS[request.param])
    return Project(generate("ledger-service", spec, folder), "ledger_service", python)


@dataclass(frozen=True)
class Store:
    """A database, as the service and as the test reach it."""

    url: str
    scalar: Callable[[str], int]
    place: str = ""
    models: str = ""

    @property
    def waiting(self) -> int:
        """How many changes read models have not followed."""
        return self.scalar(WAITING.format(place=self.place))

    @property
    def different(self) -> int:
        """How many entries are not as the read model shows them."""
        return self.scalar(DIFFERENT.format(place=self.place, models=self.models, columns=COLUMNS))


@pytest.fixture
def postgresql(postgres_server: str) -> Iterator[Store]:
    with new_database(postgres_server) as url:
        yield Store(url, lambda query: int(execute(url, query)), "ledger.", "entry_views.")


@pytest.fixture
def sqlite(tmp_path: Path) -> Store:
    file = tmp_path / "ledger.db"

    def scalar(query: str) -> int:
        with closing(sqlite3.connect(file)) as connection:
            return int(connection.execute(query).fetchone()[0])

    return Store(f"sqlite:///{file}", scalar)


class Replicas:
    """Processes of one service; each may be another one soon."""

    def __init__(self, project: Project, environment: dict[str, str], stack: ExitStack) -> None:
        self._project = project
        self._environment = environment
        self._stack = stack
        self.running: list[Running] = []

    def start(self, count: int) -> None:
        """Start some."""
        self.running = [self._started() for _ in range(count)]
        for each in self.running:
            each.wait_for_status("/ready", 200, START_SECONDS)

    def replace(self, place: int) -> None:
        """Kill one, and start another in its place."""
        self.running[place].process.kill()
        self.running[place].process.wait()
        fresh = self._started()
        fresh.wait_for_status("/ready", 200, START_SECONDS)
        self.running[place] = fresh

    def _started(self) -> Running:
        return self._stack.enter_context(start(self._project, self._environment))


@dataclass
class Writer:
    """Changes entries through one replica, and reads through another what it has changed."""

    replicas: Replicas
    name: str
    ended: threading.Event
    told: dict[str, int] = field(default_factory=dict)
    """The version of each entry that was acknowledged."""
    wrong: list[str] = field(default_factory=list)
    read: int = 0
    behind: int = 0

    def work(self) -> None:
        """Go on until it has to end, whoever is killed."""
        for number in itertools.count():
            if self.ended.is_set():
                return
            with suppress(httpx2.TransportError, IndexError):
                self._make_and_change(number)

    def _make_and_change(self, number: int) -> None:
        replica, other = self.replicas.running[number % 2 % len(self.replicas.running)], self.replicas.running[-1]
        with httpx2.Client(base_url=replica.url, timeout=5) as writing, httpx2.Client(timeout=5) as reading:
            made = writing.post("/entries", json={"account": self.name, "number": number})
            for balance in range(1, 4):
                if made.is_error:
                    return
                told = made.json()
                self.told[told["id"]] = told["version"]
                url, token = f"{other.url}/entries/{told['id']}", made.headers["Consistency-Token"]
                self._check(reading.get(url, headers={"Consistency-Token": token}), told["version"])
                changes, headers = {"balance": balance}, {"If-Match": "*"}
                made = writing.patch(f"/entries/{told['id']}", json=changes, headers=headers)

    def _check(self, answer: httpx2.Response, version: int) -> None:
        self.read += 1
        if answer.status_code == 503:
            self.behind += 1
        elif answer.status_code != 200 or answer.json()["version"] < version:
            self.wrong.append(f"{answer.status_code} {answer.text}, not version {version}")


@contextmanager
def writing(replicas: Replicas, count: int) -> Iterator[list[Writer]]:
    """Let some write until the block ends, whatever ends it; what went wrong for one of them is raised."""
    ended = threading.Event()
    writers = [Writer(replicas, f"account-{number}", ended) for number in range(count)]
    with ThreadPoolExecutor(count) as pool:
        working = [pool.submit(writer.work) for writer in writers]
        try:
            yield writers
        finally:
            ended.set()
        for each in working:
            each.result()


def assert_all_followed(store: Store, writers: list[Writer], service: Running) -> None:
    """What was acknowledged is there, and the read model shows all of it."""
    wait_for(lambda: store.waiting == 0, seconds=60, what="the read models have followed")
    assert store.different == 0
    for writer in writers:
        assert not writer.wrong, "\n".join(writer.wrong[:20])
        assert writer.read > writer.behind
        for entry, version in list(writer.told.items())[-20:]:
            assert service.get(f"/entries/{entry}").json()["version"] >= version
    told, read = sum(len(writer.told) for writer in writers), sum(writer.read for writer in writers)
    print(f"\n{told} entries, {read} reads with a token, 503: {sum(writer.behind for writer in writers)}")


def test_replicas_that_are_killed_and_frozen(projected: Project, postgresql: Store) -> None:
    """Each read that has the token of a change shows it, whichever replica answers."""
    dice = random.Random(SEED)  # noqa: S311
    environment = projected.settings(database_url=postgresql.url, database_pool_size=6)
    with ExitStack() as stack:
        replicas = Replicas(projected, environment, stack)
        replicas.start(2)
        with writing(replicas, WRITERS) as writers:
            for _ in range(3):
                time.sleep(dice.uniform(0.5, SECONDS / 8))
                replicas.replace(dice.randrange(2))
            frozen = replicas.running[0].process.pid
            os.kill(frozen, signal.SIGSTOP)
            time.sleep(FROZEN_SECONDS)
            os.kill(frozen, signal.SIGCONT)
            time.sleep(1)
        assert_all_followed(postgresql, writers, replicas.running[1])


def test_process_that_is_killed(projected: Project, sqlite: Store) -> None:
    dice = random.Random(SEED)  # noqa: S311
    with ExitStack() as stack:
        replicas = Replicas(projected, projected.settings(database_url=sqlite.url), stack)
        replicas.start(1)
        with writing(replicas, 2) as writers:
            for _ in range(3):
                time.sleep(dice.uniform(0.5, SECONDS / 8))
                replicas.replace(0)
            time.sleep(1)
        assert_all_followed(sqlite, writers, replicas.running[0])


def test_read_models_are_made_again_beside_requests(projected: Project, postgresql: Store) -> None:
    environment = projected.settings(database_url=postgresql.url, database_pool_size=6)
    with ExitStack() as stack:
        replicas = Replicas(projected, environment, stack)
        replicas.start(1)
        with writing(replicas, 2) as writers:
            for _ in range(3):
                done = projected.run("-m", projected.package, "projections", "rebuild", environment=environment)
                assert done.returncode == 0, done.stdout + done.stderr
        assert_all_followed(postgresql, writers, replicas.running[0])
