"""A service with documents, on a real server: its own tests, outages, kills in the middle of writes, and replicas."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from tests.components.kinds import RequestsOfEachKind, assert_done, assert_unavailable, new_user
from tests.components.mongodb import Mongo, new_database
from tests.components.running import START_SECONDS, Project, Running, ready, start
from tests.generated.services import EXAMPLES, SERVICES, generate, unknown_skips

pytestmark = pytest.mark.components

NAME = "user-service"
INTERVAL = 0.5
TIMEOUT = 1.0
NOTICED = INTERVAL + TIMEOUT + 4
ANSWERED = TIMEOUT + 2
CLIENTS = 4


@pytest.fixture(scope="module")
def project(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The example, with documents."""
    folder = tmp_path_factory.mktemp("documents")
    spec = folder / "documents.tusk"
    text = (EXAMPLES / SERVICES[NAME]).read_text()
    spec.write_text(text.replace('database: "postgresql"', 'database: "mongodb"'))
    return Project(generate(NAME, spec, folder), NAME.replace("-", "_"), python)


@pytest.fixture
def service(project: Project, mortal_mongodb: Mongo) -> Iterator[Running]:
    with ready(project, settings(project, mortal_mongodb)) as running:
        yield running


def settings(project: Project, server: Mongo) -> dict[str, str]:
    return project.settings(
        database_url=server.url, health_interval=INTERVAL, health_timeout=TIMEOUT, database_timeout=TIMEOUT
    )


def test_its_own_tests_pass(project: Project, mongodb_server: str) -> None:
    environment = {"TEST_DATABASE_URL": new_database(mongodb_server)}
    result = project.run("-m", "pytest", "-q", "-rs", environment=environment)
    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]
    assert unknown_skips(result.stdout, environment) == []


def test_killed_and_frozen_server(service: Running, mortal_mongodb: Mongo) -> None:
    requests = RequestsOfEachKind.prepare(service)
    for end, begin in (
        (mortal_mongodb.kill, mortal_mongodb.start),
        (mortal_mongodb.pause, mortal_mongodb.resume),
    ):
        end()
        for _ in range(2):
            assert_unavailable(requests.send(), seconds=ANSWERED)
        assert service.status("/live") == 200
        service.wait_for_status("/ready", 503, NOTICED)
        begin()
        service.wait_for_status("/ready", 200, NOTICED)
        assert_done(requests.send())
        requests = RequestsOfEachKind.prepare(service)


def test_nothing_acknowledged_is_lost_and_nothing_done_twice(project: Project, mortal_mongodb: Mongo) -> None:
    """Clients repeat each attempt with its key until it is answered, while the server is killed three times."""
    with ready(project, settings(project, mortal_mongodb)) as service, ThreadPoolExecutor(CLIENTS) as clients:
        end = time.monotonic() + 8
        written = [clients.submit(_write, service.url, client, end) for client in range(CLIENTS)]
        for _ in range(3):
            time.sleep(1.5)
            mortal_mongodb.kill()
            mortal_mongodb.start()
        expected = [email for each in written for email in each.result()]
        found = list(_emails(service.url))
    assert len(expected) > CLIENTS
    assert sorted(found) == sorted(expected)


def test_service_killed_in_the_middle_leaves_whole_documents(project: Project, mortal_mongodb: Mongo) -> None:
    environment = settings(project, mortal_mongodb)
    acknowledged: list[str] = []
    with ThreadPoolExecutor(1) as client:
        for turn in range(3):
            with ready(project, environment) as service:
                writing = client.submit(_write_until_killed, service.url, turn, acknowledged)
                time.sleep(1)
            writing.result()
    with ready(project, environment) as service:
        found = set(_emails(service.url))
    assert acknowledged
    assert set(acknowledged) <= found
    assert len(found) <= len(acknowledged) + 3


def test_replicas_that_start_at_once_migrate_once(project: Project, mortal_mongodb: Mongo) -> None:
    environment = settings(project, mortal_mongodb)
    with ExitStack() as stack:
        replicas = [stack.enter_context(start(project, environment)) for _ in range(3)]
        for replica in replicas:
            replica.wait_for_status("/ready", 200, START_SECONDS)
        statuses = [replica.post("/users", new_user()).status_code for replica in replicas]
        assert statuses == [201] * 3
        assert len(list(_emails(replicas[0].url))) == 3
        lines = [json.loads(line) for replica in replicas for line in replica.printed().splitlines()]
    assert [line for line in lines if line["level"] in {"error", "critical"}] == []


def test_references_hold_while_both_sides_change(service: Running) -> None:
    """A team is removed while users come into it: never is there a user of a team that is gone."""
    for number in range(10):
        team = service.post("/teams", {"name": f"team {number}"}).json()["id"]

        def join(client: int, team: str = team) -> int:
            return service.post("/users", {**new_user(), "team_id": team}).status_code

        def remove(team: str = team) -> int:
            headers = {"If-Match": "*"}
            return httpx2.delete(f"{service.url}/teams/{team}", headers=headers, timeout=10).status_code

        with ThreadPoolExecutor(CLIENTS) as clients:
            joined = [clients.submit(join, client) for client in range(CLIENTS - 1)]
            removed = clients.submit(remove).result()
        answers = [each.result() for each in joined]
        assert set(answers) <= {201, 409}
        assert removed == (409 if 201 in answers else 204)


def _write(url: str, client: int, end: float) -> list[str]:
    """Make users until the end; return those that were acknowledged, each tried until it was."""
    made: list[str] = []
    number = 0
    with httpx2.Client(base_url=url, timeout=5) as session:
        while time.monotonic() < end:
            number += 1
            email = f"user{number}.of{client}@example.com"
            while True:
                body, headers = {**new_user(), "email": email}, {"Idempotency-Key": email}
                status = session.post("/users", json=body, headers=headers).status_code
                if status == 201:
                    break
                assert status in {503, 409}
                time.sleep(0.1)
            made.append(email)
    return made


def _write_until_killed(url: str, turn: int, acknowledged: list[str]) -> None:
    with httpx2.Client(base_url=url, timeout=5) as session:
        number = 0
        while True:
            number += 1
            email = f"user{number}.in{turn}@example.com"
            try:
                answer = session.post("/users", json={**new_user(), "email": email})
            except httpx2.TransportError:
                return
            assert answer.status_code == 201
            acknowledged.append(email)


def _emails(url: str) -> Iterator[str]:
    cursor: dict[str, str] = {}
    while True:
        page = httpx2.get(f"{url}/users", params={"limit": "100", **cursor}, timeout=10).json()
        yield from (each["email"] for each in page["items"])
        if page["next_cursor"] is None:
            return
        cursor = {"cursor": page["next_cursor"]}
