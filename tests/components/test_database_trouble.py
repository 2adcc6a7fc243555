"""A PostgreSQL that is there, and does not do what it is asked: the service says so in time, and is well again."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx2
import pytest

from tests.components.kinds import (
    READING,
    WRITING,
    RequestsOfEachKind,
    assert_done,
    assert_unavailable,
)
from tests.components.missing import skipped_outside_ci
from tests.components.network import wait_for
from tests.components.postgres import Postgres, execute, locked, own_server
from tests.components.running import Project, Running, ready

pytestmark = pytest.mark.components

USER = "app"
TABLES = ("users.users", "users.idempotency_keys")
INTERVAL = 0.5
TIMEOUT = 1.0
NOTICED = INTERVAL + TIMEOUT + 2
ANSWERED = TIMEOUT + 2
POOL = 5
SESSIONS = POOL + 1
"""The check of health has one of its own."""

COUNT = f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{USER}'"  # noqa: S608
WAITING = f"{COUNT} AND wait_event_type = 'Lock'"
TERMINATE = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '{USER}'"  # noqa: S608

FULL = """
CREATE FUNCTION users.full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON users.users EXECUTE FUNCTION users.full_disk();
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with skipped_outside_ci(), own_server() as server:
        yield server


@pytest.fixture(scope="module")
def database(server: Postgres) -> str:
    return server.owned_by(USER)


@pytest.fixture(scope="module")
def behind(server: Postgres, database: str) -> str:
    """The same database, past the user whose sessions are ended and counted."""
    return server.url_of(USER)


@pytest.fixture(scope="module")
def service(project: Project, database: str) -> Iterator[Running]:
    with serving(project, database, TIMEOUT) as running:
        yield running


@contextmanager
def serving(project: Project, database: str, timeout: float) -> Iterator[Running]:
    environment = project.settings(
        database_url=database,
        database_pool_size=POOL,
        database_timeout=timeout,
        health_interval=INTERVAL,
        health_timeout=TIMEOUT,
    )
    with ready(project, environment) as running:
        yield running


@pytest.fixture
def requests(service: Running, server: Postgres) -> Iterator[RequestsOfEachKind]:
    """The service is well again afterwards, and keeps no more sessions than it may have."""
    requests = RequestsOfEachKind.prepare(service)
    yield requests
    service.wait_for_status("/ready", 200, NOTICED)
    again = RequestsOfEachKind.prepare(service)
    assert_done(again.send())
    assert int(execute(server.url, COUNT)) <= SESSIONS


def test_locked_tables(behind: str, requests: RequestsOfEachKind) -> None:
    with locked(behind, *TABLES):
        for _ in range(2):
            assert_unavailable(requests.send(), seconds=ANSWERED)


def test_locked_table_leaves_no_sessions_behind(
    service: Running, server: Postgres, behind: str, requests: RequestsOfEachKind
) -> None:
    """A server does not see that a client is gone while its statement waits for a lock."""
    most = 0
    with locked(behind, *TABLES), ThreadPoolExecutor(4 * POOL) as clients:
        end = time.monotonic() + 6 * TIMEOUT

        def come_again() -> set[int]:
            found = set()
            while time.monotonic() < end:
                found.add(httpx2.get(service.url + "/users", timeout=30).status_code)
            return found

        answers = [clients.submit(come_again) for _ in range(4 * POOL)]
        while time.monotonic() < end:
            most = max(most, int(execute(server.url, COUNT)))
            time.sleep(TIMEOUT / 4)
        assert set().union(*(answer.result() for answer in answers)) == {503}
    # One that is given up may need a moment to end, while the next is made already.
    assert most - 1 <= 2 * SESSIONS


def test_sessions_that_are_ended_while_they_wait(
    project: Project, server: Postgres, database: str, behind: str
) -> None:
    with serving(project, database, 10 * TIMEOUT) as service:
        requests = RequestsOfEachKind.prepare(service)
        with locked(behind, *TABLES), ThreadPoolExecutor() as background:
            answers = background.submit(requests.send)
            wait_for(lambda: int(execute(server.url, WAITING)) >= POOL, seconds=5, what="they wait for the lock")
            for _ in range(20):
                execute(server.url, TERMINATE)
                if answers.done():
                    break
                time.sleep(0.2)
            assert_unavailable(answers.result(), seconds=11 * TIMEOUT)
        service.wait_for_status("/ready", 200, NOTICED)
        assert_done(requests.send())


def test_sessions_that_were_ended_before(server: Postgres, requests: RequestsOfEachKind) -> None:
    for _ in range(3):
        execute(server.url, TERMINATE)
        statuses = {kind: answer.status for kind, answer in requests.send(*READING, "post", "patch").items()}
        assert set(statuses.values()) <= {200, 201, 503}, statuses


@pytest.mark.parametrize(
    ("refuse", "allow"),
    [
        (f"ALTER ROLE {USER} CONNECTION LIMIT 0", f"ALTER ROLE {USER} CONNECTION LIMIT -1"),
        (f"ALTER DATABASE {USER} ALLOW_CONNECTIONS false", f"ALTER DATABASE {USER} ALLOW_CONNECTIONS true"),
        (f"ALTER ROLE {USER} NOLOGIN", f"ALTER ROLE {USER} LOGIN"),
    ],
    ids=["too many", "database closed", "user locked out"],
)
def test_refused_connections(
    service: Running, server: Postgres, requests: RequestsOfEachKind, refuse: str, allow: str
) -> None:
    execute(server.url, refuse)
    try:
        execute(server.url, TERMINATE)
        service.wait_for_status("/ready", 503, NOTICED)
        assert_unavailable(requests.send(), seconds=ANSWERED)
    finally:
        execute(server.url, allow)


def test_full_disk(behind: str, requests: RequestsOfEachKind) -> None:
    execute(behind, FULL)
    try:
        assert_done(requests.send(*READING))
        assert_unavailable(requests.send(*WRITING), seconds=ANSWERED)
    finally:
        execute(behind, "DROP FUNCTION users.full_disk CASCADE")


def test_read_only(service: Running, server: Postgres, requests: RequestsOfEachKind) -> None:
    execute(server.url, f"ALTER DATABASE {USER} SET default_transaction_read_only = on")
    try:
        execute(server.url, TERMINATE)
        service.wait_for_status("/ready", 503, NOTICED)
        service.wait_for_status("/users", 200, NOTICED)
        assert_done(requests.send(*READING))
        assert_unavailable(requests.send(*WRITING), seconds=ANSWERED)
    finally:
        execute(server.url, f"ALTER DATABASE {USER} RESET default_transaction_read_only")
        execute(server.url, TERMINATE)
