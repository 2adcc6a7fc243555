"""PostgreSQL goes away under a running service, and comes back."""

from collections.abc import Iterator

import pytest

from tests.components.postgres import Postgres
from tests.components.running import START_SECONDS, Project, Running, ready, start

pytestmark = pytest.mark.components

INTERVAL = 0.5
TIMEOUT = 1.0
# From the end of the database to the end of the next check, and what a busy machine may add.
NOTICED = INTERVAL + TIMEOUT + 2

ANSWERED = TIMEOUT + 1


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


def create_user(service: Running, email: str) -> int:
    return service.post("/users", {"email": email, "full_name": "Ada Lovelace"}).status_code


def assert_unavailable(service: Running) -> None:
    """Every request is answered, in time, as a problem; the process lives."""
    for number in range(4):
        if number % 2:
            answer = service.get("/users", seconds=ANSWERED)
        else:
            answer = service.post("/users", {"email": "late@example.com", "full_name": "Ada"}, seconds=ANSWERED)
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 503
    assert service.status("/live") == 200


def test_killed_server(service: Running, mortal_postgres: Postgres) -> None:
    assert create_user(service, "before@example.com") == 201
    mortal_postgres.kill()

    assert_unavailable(service)
    service.wait_for_status("/ready", 503, NOTICED)

    mortal_postgres.start()
    service.wait_for_status("/ready", 200, NOTICED)
    assert create_user(service, "after@example.com") == 201
    emails = {user["email"] for user in service.get("/users").json()["items"]}
    assert emails == {"before@example.com", "after@example.com"}


def test_stopped_server_that_returns_before_anyone_asks(service: Running, mortal_postgres: Postgres) -> None:
    assert create_user(service, "before@example.com") == 201
    mortal_postgres.stop()
    mortal_postgres.start()

    # The pool's connections are all dead now; the service must not hand one of them to a request for good.
    service.wait_for_status("/users", 200, NOTICED)
    assert create_user(service, "after@example.com") == 201


def test_frozen_server(service: Running, mortal_postgres: Postgres) -> None:
    assert create_user(service, "before@example.com") == 201
    mortal_postgres.pause()
    try:
        assert_unavailable(service)
        service.wait_for_status("/ready", 503, NOTICED)
    finally:
        mortal_postgres.resume()

    service.wait_for_status("/ready", 200, NOTICED)
    assert create_user(service, "after@example.com") == 201


def test_starts_while_its_database_is_down(project: Project, mortal_postgres: Postgres) -> None:
    mortal_postgres.stop()
    environment = project.settings(database_url=mortal_postgres.url, health_interval=INTERVAL, health_timeout=TIMEOUT)
    with start(project, environment) as running:
        running.wait_for_status("/live", 200, START_SECONDS)
        running.wait_for_status("/ready", 503, NOTICED)

        mortal_postgres.start()
        running.wait_for_status("/ready", 200, START_SECONDS)
        assert create_user(running, "first@example.com") == 201
