"""The service behind a pooler that gives each of its transactions another session of the server's."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx2
import pytest

from tests.components import pgbouncer
from tests.components.clients import Crowd
from tests.components.kinds import PATIENCE, RequestsOfEachKind, assert_done, assert_unavailable, new_user
from tests.components.missing import skipped_outside_ci
from tests.components.pgbouncer import PREPARES, PgBouncer
from tests.components.postgres import Postgres, execute, own_server
from tests.components.running import Project, Running, ready

pytestmark = pytest.mark.components

USER = "app"
CLIENTS = 24
LOAD_SECONDS = 4
ROUNDS = 40
"""As many looks as make it likely that each session behind the pooler was looked at."""

STATE = """
SELECT current_setting('search_path'), current_setting('timezone'), current_setting('default_transaction_isolation'),
current_setting('statement_timeout'), (SELECT count(*) FROM pg_prepared_statements),
(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with skipped_outside_ci(), own_server() as server:
        server.owned_by(USER)
        yield server


@pytest.fixture
def direct(server: Postgres) -> str:
    """The URL of an empty database, past the pooler."""
    execute(server.url, f"DROP DATABASE IF EXISTS {USER} WITH (FORCE)")
    execute(server.url, f"CREATE DATABASE {USER} OWNER {USER}")
    return f"postgresql://{USER}@127.0.0.1:{server.port}/{USER}"


@pytest.fixture
def pooler(server: Postgres) -> Iterator[PgBouncer]:
    with skipped_outside_ci(), pgbouncer.own_pooler(server) as pooler:
        yield pooler


@contextmanager
def serving(project: Project, url: str, *, prepared: bool = False, migrations: str = "auto") -> Iterator[Running]:
    environment = project.settings(
        database_url=url,
        database_prepared_statements=str(prepared).lower(),
        migrations=migrations,
        database_timeout=5,
        health_interval=0.5,
        health_timeout=2,
    )
    with ready(project, environment) as service:
        yield service


def assert_works(service: Running, server: Postgres, pooler: PgBouncer) -> None:
    """Many clients do all that there is to do, over fewer sessions than there are clients."""
    with Crowd(service.url, CLIENTS, seed=1) as crowd:
        crowd.work(LOAD_SECONDS)
    assert not crowd.report.wrong, "\n".join(crowd.report.wrong[:20])
    done = {answer for answer in crowd.report.answers if not answer.endswith("409")}
    assert done == {"DELETE 204", "GET 200", "PATCH 200", "POST 201"}
    sessions = execute(server.url, f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{USER}'")  # noqa: S608
    assert 1 < int(sessions) <= pooler.connections


def test_everything_works_without_prepared_statements(
    ledger: Project, server: Postgres, pooler: PgBouncer, direct: str
) -> None:
    with serving(ledger, pooler.through(direct)) as service:
        assert_works(service, server, pooler)


def test_prepared_statements_are_followed_or_cost_answers_of_503_only(
    ledger: Project, server: Postgres, direct: str
) -> None:
    """An older pooler gives a statement to a session that does not know it: not now, and nothing is done or lost."""
    with (
        pgbouncer.own_pooler(server, prepared_statements=100) as pooler,
        serving(ledger, pooler.through(direct), prepared=True) as service,
    ):
        if pgbouncer.version() >= PREPARES:
            assert_works(service, server, pooler)
            return
        with Crowd(service.url, CLIENTS, seed=1) as crowd:
            crowd.work(LOAD_SECONDS)
    assert not crowd.report.wrong, "\n".join(crowd.report.wrong[:20])
    refused = {answer for answer in crowd.report.answers if answer.endswith("503")}
    assert refused, "this pooler follows prepared statements"


def test_leaves_nothing_in_the_sessions_and_relies_on_nothing(
    project: Project, server: Postgres, pooler: PgBouncer, direct: str
) -> None:
    """Others use the same sessions, and may have left their own path in one."""
    url = pooler.through(direct)
    with serving(project, url) as service:
        before = execute(direct, STATE)
        assert_done(RequestsOfEachKind.prepare(service).send())
        seen = look_at_sessions(url, STATE)
        assert set(seen) == {before}
        look_at_sessions(url, "SET search_path = pg_catalog; SET timezone = 'Asia/Kolkata'; SELECT 1")
        for _ in range(3):
            assert_done(RequestsOfEachKind.prepare(service).send())
        assert service.status("/ready") == 200


def look_at_sessions(url: str, statement: str) -> list[str]:
    """Run a statement in the sessions behind the pooler: many times at once, so that it is run in each of them."""
    with ThreadPoolExecutor(2 * pgbouncer.CONNECTIONS) as clients:
        looks = [clients.submit(execute, url, f"SELECT pg_sleep(0.05); {statement}") for _ in range(ROUNDS)]
    return [look.result().strip() for look in looks]


def test_migrations_past_the_pooler(project: Project, pooler: PgBouncer, direct: str) -> None:
    migrated = project.run("-m", project.package, "migrate", environment=project.settings(database_url=direct))
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
    with serving(project, pooler.through(direct), migrations="job") as service:
        assert_done(RequestsOfEachKind.prepare(service).send())


def test_same_key_from_many_clients_at_once(ledger: Project, pooler: PgBouncer, direct: str) -> None:
    with serving(ledger, pooler.through(direct)) as service, ThreadPoolExecutor(CLIENTS) as clients:

        def create(key: int) -> int:
            body, headers = {"account": "shared", "number": key}, {"Idempotency-Key": str(key)}
            return httpx2.post(f"{service.url}/entries", json=body, headers=headers, timeout=PATIENCE).status_code

        statuses = Counter(clients.map(create, [key for key in range(5) for _ in range(CLIENTS)]))
        assert set(statuses) <= {201, 409}
        items = httpx2.get(f"{service.url}/entries", params={"account": "shared"}, timeout=PATIENCE).json()["items"]
    assert sorted(item["number"] for item in items) == list(range(5))


def test_pooler_that_is_killed(project: Project, pooler: PgBouncer, direct: str) -> None:
    with serving(project, pooler.through(direct)) as service:
        requests = RequestsOfEachKind.prepare(service)
        pooler.kill()
        assert_unavailable(requests.send(), seconds=7)
        service.wait_for_status("/ready", 503, 5)
        pooler.start()
        service.wait_for_status("/ready", 200, 5)
        assert_done(requests.send())
    with serving(project, pooler.through(direct)) as service:
        assert service.post("/users", new_user()).status_code == 201
