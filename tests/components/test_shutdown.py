"""SIGTERM drops no request in flight."""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import SplitResult, urlsplit

import pytest

from tests.components.network import wait_for
from tests.components.postgres import Postgres
from tests.components.running import Project, Running, ready

pytestmark = pytest.mark.components

CLIENTS = 16


@pytest.fixture
def service(project: Project, mortal_postgres: Postgres) -> Iterator[Running]:
    with ready(
        project, project.settings(database_url=mortal_postgres.url, drain_delay=1, database_timeout=10)
    ) as running:
        yield running


def test_requests_that_wait_for_the_database_are_finished(
    project: Project, service: Running, mortal_postgres: Postgres
) -> None:
    def create(number: int) -> int:
        return service.post(
            "/users", {"email": f"user{number}@example.com", "full_name": "Ada"}, seconds=30
        ).status_code

    mortal_postgres.pause()
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = [clients.submit(create, number) for number in range(CLIENTS)]
        wait_for(lambda: all(answer.running() for answer in answers), seconds=5, what="every client has sent")
        service.ask_to_stop()
        service.wait_for_status("/ready", 503, 5)
        mortal_postgres.resume()
        assert Counter(answer.result() for answer in answers) == {201: CLIENTS}

    assert service.process.wait(20) == 0
    with ready(project, project.settings(database_url=mortal_postgres.url)) as successor:
        assert len(successor.get("/users").json()["items"]) == CLIENTS


@dataclass
class Client:
    """Sends one request after another until the service refuses a connection: it never looks at /ready."""

    url: SplitResult
    kept_alive: bool
    pause: float
    outcomes: Counter[str] = field(default_factory=Counter)

    def send_until_refused(self) -> None:
        """Count the answers, and the requests that got none."""
        connection = self.connection()
        while True:
            try:
                if connection.sock is None:
                    connection.connect()
            except ConnectionRefusedError:
                return
            try:
                connection.request("GET", "/users?limit=10")
                answer = connection.getresponse()
                answer.read()
                self.outcomes[str(answer.status)] += 1
            except (OSError, HTTPException) as error:
                self.outcomes[f"{type(error).__name__} on a connection {'kept' if self.kept_alive else 'made'}"] += 1
                connection.close()
            if not self.kept_alive:
                connection.close()
            time.sleep(self.pause)

    def connection(self) -> HTTPConnection:
        """Return a connection that is made by the first request."""
        assert self.url.hostname is not None
        return HTTPConnection(self.url.hostname, self.url.port, timeout=30)


@pytest.mark.parametrize("pause", [0, 0.8], ids=["busy", "mostly idle"])
def test_no_request_fails_under_load(service: Running, pause: float) -> None:
    """Forty clients keep their connections, eight make one for each request."""
    url = urlsplit(service.url)
    clients = [Client(url, kept_alive, pause) for kept_alive in [True] * 40 + [False] * 8]
    with ThreadPoolExecutor(len(clients)) as threads:
        sending = [threads.submit(client.send_until_refused) for client in clients]
        wait_for(lambda: all(c.outcomes.total() for c in clients), seconds=20, what="the clients are at work")
        service.ask_to_stop()
        service.wait_for_status("/ready", 503, 5)
        for each in sending:
            each.result()

    assert set(sum((client.outcomes for client in clients), Counter())) == {"200"}
    assert service.process.wait(20) == 0


@pytest.fixture
def _signals_ignored() -> Iterator[None]:
    numbers = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals_ignored")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 128 + signal.SIGINT)])
def test_service_that_was_started_by_nohup_obeys(
    project: Project, mortal_postgres: Postgres, number: signal.Signals, code: int
) -> None:
    with ready(project, project.settings(database_url=mortal_postgres.url, drain_delay=0)) as service:
        service.process.send_signal(number)
        assert service.process.wait(20) == code
