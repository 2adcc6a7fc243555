"""PostgreSQL goes away under a running service, and comes back."""

from collections.abc import Iterator

import pytest

from tests.components.kinds import RequestsOfEachKind, assert_done, assert_unavailable, new_user
from tests.components.postgres import Postgres
from tests.components.running import START_SECONDS, Project, Running, ready, start

pytestmark = pytest.mark.components

INTERVAL = 0.5
TIMEOUT = 1.0
# From the end of the database to the end of the next check, and what a busy machine may add.
NOTICED = INTERVAL + TIMEOUT + 2

ANSWERED = TIMEOUT + 2


@pytest.fixture
def service(project: Project, mortal_postgres: Postgres) -> Iterator[Running]:
    environment = project.settings(
        database_url=mortal_postgres.url,
        health_interval=INTERVAL,
        health_timeout=TIMEOUT,
        database_timeout=TIMEOUT,
    )
    with ready(project, environment) as running:
        yield running


@pytest.fixture
def requests(service: Running) -> RequestsOfEachKind:
    return RequestsOfEachKind.prepare(service)


def assert_all_refused(service: Running, requests: RequestsOfEachKind) -> None:
    """Every request is answered, in time, at once and again; the process lives."""
    for _ in range(2):
        assert_unavailable(requests.send(), seconds=ANSWERED)
    assert service.status("/live") == 200


def test_killed_server(service: Running, mortal_postgres: Postgres, requests: RequestsOfEachKind) -> None:
    mortal_postgres.kill()

    assert_all_refused(service, requests)
    service.wait_for_status("/ready", 503, NOTICED)

    mortal_postgres.start()
    service.wait_for_status("/ready", 200, NOTICED)
    assert_done(requests.send())


def test_stopped_server_that_returns_before_anyone_asks(service: Running, mortal_postgres: Postgres) -> None:
    assert service.post("/users", new_user()).status_code == 201
    mortal_postgres.stop()
    mortal_postgres.start()

    # The pool's connections are all dead now; the service must not hand one of them to a request for good.
    service.wait_for_status("/users", 200, NOTICED)
    assert service.post("/users", new_user()).status_code == 201


def test_frozen_server(service: Running, mortal_postgres: Postgres, requests: RequestsOfEachKind) -> None:
    mortal_postgres.pause()
    try:
        assert_all_refused(service, requests)
        service.wait_for_status("/ready", 503, NOTICED)
    finally:
        mortal_postgres.resume()

    service.wait_for_status("/ready", 200, NOTICED)
    assert_done(requests.send("get", "list", "post", "post with key"))


def test_starts_while_its_database_is_down(project: Project, mortal_postgres: Postgres) -> None:
    mortal_postgres.stop()
    environment = project.settings(database_url=mortal_postgres.url, health_interval=INTERVAL, health_timeout=TIMEOUT)
    with start(project, environment) as running:
        running.wait_for_status("/live", 200, START_SECONDS)
        running.wait_for_status("/ready", 503, NOTICED)

        mortal_postgres.start()
        running.wait_for_status("/ready", 200, START_SECONDS)
        assert running.post("/users", new_user()).status_code == 201
