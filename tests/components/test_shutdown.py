"""SIGTERM drops no request in flight."""

import signal
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx2
import pytest

from tests.components.network import wait_for
from tests.components.postgres import Postgres
from tests.components.running import Project, Running, ready

pytestmark = pytest.mark.components

CLIENTS = 16
ENDED = (0, -signal.SIGTERM)
"""A server that has drained may end by the signal itself, as the shell's convention has it."""


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

    assert service.process.wait(20) in ENDED
    with ready(project, project.settings(database_url=mortal_postgres.url)) as successor:
        assert len(successor.get("/users").json()["items"]) == CLIENTS


@dataclass
class Client:
    """Sends one request after another on a kept-alive connection until the service says that it is not ready."""

    url: str
    outcomes: Counter[str] = field(default_factory=Counter)

    def send_until(self, done: threading.Event) -> None:
        with httpx2.Client(base_url=self.url, timeout=10) as http:
            while not done.is_set():
                try:
                    self.outcomes[str(http.get("/users", params={"limit": 10}).status_code)] += 1
                except httpx2.TransportError as error:
                    self.outcomes[type(error).__name__] += 1


def test_no_request_fails_under_load(service: Running) -> None:
    """The clients stand for a load balancer: they send until they see that /ready fails."""
    done = threading.Event()
    clients = [Client(service.url) for _ in range(CLIENTS)]
    threads = [threading.Thread(target=client.send_until, args=(done,)) for client in clients]
    for thread in threads:
        thread.start()
    wait_for(lambda: sum(c.outcomes.total() for c in clients) > 500, seconds=20, what="the clients are at work")

    service.ask_to_stop()
    service.wait_for_status("/ready", 503, 5)
    done.set()
    for thread in threads:
        thread.join()

    assert set(sum((client.outcomes for client in clients), Counter())) == {"200"}
    assert service.process.wait(20) in ENDED
