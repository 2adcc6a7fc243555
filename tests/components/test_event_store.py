"""An event-sourced service, its database and its processes die: the events and the tables tell the same."""

import itertools
import json
import random
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from tests.components.clients import Crowd
from tests.components.faults import USER, Faults
from tests.components.postgres import Postgres, execute
from tests.components.running import START_SECONDS, Project, Running, ready, start
from tests.components.test_chaos import BUSY_MACHINE, CLIENTS, LONGEST, SECONDS, SEED, TIMEOUT
from tests.generated.services import generate

pytestmark = pytest.mark.components

EVENTS = "SELECT count(*) FROM ledger.event_store"
GAPS = """
SELECT count(*) FROM (
    SELECT max(version) - count(*) AS missing FROM ledger.event_store GROUP BY aggregate_id
) AS entities WHERE missing <> 0
"""
KILLS = 4
WRITERS = 8


@pytest.fixture(scope="module")
def sourced(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A ledger whose entries are the sum of their events."""
    folder = tmp_path_factory.mktemp("generated")
    spec = folder / "ledger.tusk"
    text = Path(__file__).with_name("ledger.tusk").read_text()
    few = "[event_config]\nsnapshot_interval: 3\n"
    spec.write_text(f"{text}\n[service_patterns]\nevent_sourcing: true\n\n{few}")
    return Project(generate("ledger-service", spec, folder), "ledger_service", python)


@pytest.fixture
def environment(sourced: Project, mortal_postgres: Postgres) -> dict[str, str]:
    url = mortal_postgres.owned_by(USER)
    return sourced.settings(
        database_url=url, database_pool_size=6, database_timeout=TIMEOUT, health_interval=1, health_timeout=TIMEOUT
    )


def assert_told_alike(project: Project, environment: Mapping[str, str], server: Postgres) -> None:
    """The events make what the tables show, and each entity has all of its versions."""
    assert int(execute(server.url_of(USER), GAPS)) == 0
    done = project.run("-m", project.package, "projections", "rebuild", environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    (told,) = [
        line
        for line in map(json.loads, done.stdout.splitlines())
        if line["event"] == "tables show what the events make"
    ]
    assert (told["mended"], told["unknown"]) == (0, 0)
    print(f"{execute(server.url_of(USER), EVENTS)} events of {told['entities']} entities that there are still")


def test_database_that_fails(sourced: Project, environment: dict[str, str], mortal_postgres: Postgres) -> None:
    faults = Faults(mortal_postgres, random.Random(SEED), LONGEST)  # noqa: S311
    with ready(sourced, environment) as service:
        with Crowd(service.url, CLIENTS, SEED) as crowd:
            faults.run(SECONDS / 2)
            service.wait_for_status("/ready", 200, LONGEST + BUSY_MACHINE)
        report = crowd.report
        print(f"\nseed {SEED}, answers: {dict(report.answers)}, faults: {dict(faults.done)}")
        assert not report.wrong, "\n".join(report.wrong[:20])
        assert_told_alike(sourced, environment, mortal_postgres)


@dataclass
class Writer:
    """Makes entries and changes them, and remembers what was acknowledged."""

    name: str
    told: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The version and the balance of each entry."""

    def work(self, service: Running) -> None:
        """Go on until the service is gone."""
        with httpx2.Client(base_url=service.url, timeout=10) as http:
            try:
                for number in itertools.count(1):
                    made = http.post("/entries", json={"account": self.name, "number": number}).json()
                    for balance in range(1, 5):
                        self.told[made["id"]] = made["version"], made["balance"]
                        headers = {"If-Match": "*"}
                        made = http.patch(f"/entries/{made['id']}", json={"balance": balance}, headers=headers).json()
            except httpx2.TransportError:
                return


@pytest.fixture
def writers() -> list[Writer]:
    return [Writer(f"account-{number}") for number in range(WRITERS)]


def test_service_that_is_killed(
    sourced: Project, environment: dict[str, str], mortal_postgres: Postgres, writers: list[Writer]
) -> None:
    for _ in range(KILLS):
        with ExitStack() as stack:
            pool = stack.enter_context(ThreadPoolExecutor(WRITERS))
            service = stack.enter_context(start(sourced, environment))
            service.wait_for_status("/ready", 200, START_SECONDS)
            working = [pool.submit(writer.work, service) for writer in writers]
            time.sleep(SECONDS / 10)
            service.process.kill()
            for each in working:
                each.result()
    with ready(sourced, environment) as service:
        for writer in writers:
            for entry_id, (version, balance) in writer.told.items():
                stored = service.get(f"/entries/{entry_id}").json()
                assert (stored["version"], stored["balance"]) >= (version, balance)
    assert_told_alike(sourced, environment, mortal_postgres)
