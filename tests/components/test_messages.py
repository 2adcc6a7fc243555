"""Events from one generated service to another over a real Redis, while everything fails in turn."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import httpx2
import pytest

from tests.components import postgres, redis
from tests.components.missing import skipped_outside_ci
from tests.components.network import wait_for
from tests.components.postgres import Postgres, execute
from tests.components.redis import Redis
from tests.components.running import START_SECONDS, Project, Running, ready, start
from tests.generated.services import generate

pytestmark = pytest.mark.components

SPECS = Path(__file__).parent
EVENTS = int(os.environ.get("SCAFFOLD_MESSAGES", "600"))
"""How many commands are sent while things fail; 10,000 take some minutes."""
CLIENTS = 8
ACCOUNTS = 5
SECONDS = 240 + EVENTS / 10
"""What all of it may take at most."""

REACTION = """
async def react(event: EntryCreated, work: UnitOfWork) -> None:
    await work.copies.add({"account": event.account, "number": event.number})
"""
COPIES = "SELECT number FROM copies.copies ORDER BY created_at"
POISON = """
async def react(event: EntryCreated, work: UnitOfWork) -> None:
    if event.number == 13:
        raise LookupError("thirteen")
    await work.copies.add({"account": event.account, "number": event.number})
"""


@pytest.fixture(scope="module")
def telling(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = generate("telling-service", SPECS / "telling.tusk", tmp_path_factory.mktemp("telling"))
    return Project(folder, "telling_service", python)


@pytest.fixture(scope="module")
def copying(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = generate("copy-service", SPECS / "copying.tusk", tmp_path_factory.mktemp("copying"))
    project = Project(folder, "copy_service", python)
    fill_in(project, REACTION)
    return project


def fill_in(project: Project, reaction: str) -> None:
    """Write what the team would write into the function that scaffold has left to it."""
    file = project.folder / "src/copy_service/services/reactions/telling_service_entry_created.py"
    file.write_text(file.read_text().partition("\nasync def react")[0] + reaction)


@pytest.fixture
def broker() -> Iterator[Redis]:
    with skipped_outside_ci(), redis.own_server() as server:
        yield server


@dataclass
class System:
    """Both services, and what they need."""

    telling: Project
    copying: Project
    broker: Redis
    told: str
    """The URL of the database of the service that tells."""
    copies_url: str

    @contextmanager
    def tells(self) -> Iterator[Running]:
        """Run the service that tells."""
        with ready(self.telling, self.environment(self.telling, self.told)) as running:
            yield running

    @contextmanager
    def copies(self) -> Iterator[Running]:
        """Run the service that copies."""
        environment = self.environment(self.copying, self.copies_url)
        with start(self.copying, {**environment, **self.copying.settings(message_timeout=2)}) as running:
            running.wait_for_status("/ready", 200, START_SECONDS)
            yield running

    def environment(self, project: Project, database: str) -> dict[str, str]:
        """What one of the services is started with."""
        return project.settings(database_url=database, redis_url=self.broker.url, health_interval=0.5, drain_delay=0)

    def copied(self) -> list[int]:
        """The numbers of the entries that were copied, in the order in which they were."""
        return [int(line) for line in execute(self.copies_url, COPIES).splitlines()]

    def waiting(self) -> int:
        """How many messages wait in the outbox."""
        return int(execute(self.told, "SELECT count(*) FROM telling.outbox"))

    def wait_for_copies(self, numbers: set[int], seconds: float = 60) -> list[int]:
        """Wait until these were copied; return all that were."""
        try:
            wait_for(lambda: numbers <= set(self.copied()), seconds=seconds, what="all is copied")
        except TimeoutError as error:
            error.add_note(f"not copied: {sorted(numbers - set(self.copied()))[:10]}, waiting: {self.waiting()}")
            raise
        return self.copied()


@pytest.fixture
def system(telling: Project, copying: Project, broker: Redis, postgres_server: str) -> Iterator[System]:
    with postgres.new_database(postgres_server) as told, postgres.new_database(postgres_server) as copies:
        yield System(telling, copying, broker, told, copies)


def tell(service: Running, number: int) -> None:
    answer = service.post("/entries", {"account": f"a{number % ACCOUNTS}", "number": number})
    assert answer.status_code == 201, answer.text


def require_copies_in_order(system: System) -> None:
    """Fail unless what is told is copied in its order, and nothing waits then."""
    with system.tells() as telling, system.copies():
        for number in range(30):
            tell(telling, number)
        assert system.wait_for_copies(set(range(30))) == list(range(30))
    assert system.waiting() == 0


def test_what_is_told_is_copied_in_order(system: System) -> None:
    require_copies_in_order(system)


def wait_for_reason(service: Running, name: str) -> str:
    """Wait until a service has noticed what is wrong with something, and return what it says."""

    def reasons() -> dict[str, str]:
        found: dict[str, str] = service.get("/ready").json().get("reasons", {})
        return found

    wait_for(lambda: name in reasons(), seconds=20, what=f"it tells of {name}")
    return reasons()[name]


def test_broker_that_comes_late(system: System) -> None:
    system.broker.kill()
    with system.tells() as telling, system.copies() as copying:
        for number in range(20):
            tell(telling, number)
        assert system.waiting() == 20
        assert wait_for_reason(telling, "redis_messages") == "messages are not sent"
        assert wait_for_reason(copying, "redis_messages") == "messages are not read"
        system.broker.start()
        assert system.wait_for_copies(set(range(20))) == list(range(20))
        wait_for(lambda: telling.get("/ready").json() == {"status": "up"}, seconds=20, what="it is up again")
        wait_for(lambda: copying.get("/ready").json() == {"status": "up"}, seconds=20, what="it is up again")


def test_broker_that_has_forgotten_everything(system: System) -> None:
    with system.tells() as telling, system.copies():
        tell(telling, 1)
        system.wait_for_copies({1})
        system.broker.cli("flushall")
        tell(telling, 2)
        system.wait_for_copies({1, 2})


def test_broker_that_is_full(system: System) -> None:
    with system.tells() as telling, system.copies():
        system.broker.cli("config", "set", "maxmemory", "1")
        for number in range(5):
            tell(telling, number)
        assert system.waiting() == 5
        system.broker.cli("config", "set", "maxmemory", "0")
        assert system.wait_for_copies(set(range(5))) == list(range(5))


def test_poison_is_kept_apart_and_comes_again(system: System) -> None:
    fill_in(system.copying, POISON)
    try:
        with system.tells() as telling, system.copies():
            for number in (12, 13, 14):
                tell(telling, number)
            assert system.wait_for_copies({12, 14}) == [12, 14]
            wait_for(lambda: "entry_created" in events(system, "list"), seconds=60, what="it is kept apart")
            listed = events(system, "list")
            assert "LookupError: thirteen" in listed
    finally:
        fill_in(system.copying, REACTION)
    with system.copies():
        assert events(system, "replay", "--all") == "1 will be sent again"
        system.wait_for_copies({12, 13, 14})
    assert events(system, "list") == "no message has failed"


def events(system: System, *words: str) -> str:
    """Run the command of the service that copies."""
    environment = system.environment(system.copying, system.copies_url)
    result = system.copying.run("-m", system.copying.package, "events", *words, environment=environment)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@dataclass
class Clients:
    """Send commands until each is acknowledged, whatever happens to the service in between."""

    url: Callable[[], str]
    numbers: Iterator[int]
    lock: threading.Lock = field(default_factory=threading.Lock)
    acknowledged: set[int] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Take one number after the other."""
        while (number := self._next()) is not None and not self.stopped.is_set():
            key = {"Idempotency-Key": uuid4().hex}
            body = {"account": f"a{number % ACCOUNTS}", "number": number}
            while number not in self.acknowledged and not self.stopped.is_set():
                try:
                    answer = httpx2.post(self.url() + "/entries", json=body, headers=key, timeout=10)
                except httpx2.TransportError as error:
                    self.answers[type(error).__name__] += 1
                    time.sleep(0.2)
                    continue
                self.answers[str(answer.status_code)] += 1
                if answer.status_code == 201:
                    self.acknowledged.add(number)
                else:
                    time.sleep(0.1)

    def _next(self) -> int | None:
        with self.lock:
            return next(self.numbers, None)


class Mortal(Protocol):
    """A server of databases that a test may kill."""

    def kill(self) -> None:
        """End it at once."""

    def start(self) -> None:
        """Start it, and wait until it answers."""


class Storm:
    """Lets one part after another fail; services that were killed are started again."""

    def __init__(self, system: System, server: Mortal) -> None:
        self._system = system
        self._server = server
        self._chance = random.Random(9)  # noqa: S311 - repeatable
        self._services: dict[str, tuple[ExitStack, Running]] = {}
        self.done: Counter[str] = Counter()
        for name in ("telling", "copying"):
            self._begin(name)

    def url(self) -> str:
        """Where the telling service listens now."""
        return self._services["telling"][1].url

    def blow(self) -> None:
        """Let the next part fail."""
        faults: list[tuple[Callable[..., None], str]] = [
            *((fault, name) for fault in (self._crash, self._freeze) for name in self._services),
            (self._crash_broker, ""),
            (self._freeze_broker, ""),
            (self._crash_database, ""),
        ]
        fault, name = faults[self.done.total() % len(faults)]
        fault(*([name] if name else []))
        self.done[f"{fault.__name__.strip('_')} {name}".strip().replace("_", " ")] += 1
        time.sleep(self._chance.uniform(0.2, 1.5))

    def is_over(self) -> bool:
        """Whether each part has failed."""
        return len(self.done) == 7

    def close(self) -> None:
        """Stop the services."""
        for stack, _ in self._services.values():
            stack.close()

    def _begin(self, name: str) -> None:
        stack = ExitStack()
        context = self._system.tells() if name == "telling" else self._system.copies()
        self._services[name] = (stack, stack.enter_context(context))

    def _crash(self, name: str) -> None:
        stack, running = self._services[name]
        running.process.kill()
        running.process.wait()
        stack.close()
        self._begin(name)

    def _freeze(self, name: str) -> None:
        process = self._services[name][1].process
        process.send_signal(signal.SIGSTOP)
        time.sleep(self._chance.uniform(0.5, 4))
        process.send_signal(signal.SIGCONT)

    def _crash_broker(self) -> None:
        self._system.broker.kill()
        time.sleep(self._chance.uniform(0, 1))
        self._system.broker.start()

    def _freeze_broker(self) -> None:
        self._system.broker.pause()
        time.sleep(self._chance.uniform(0.5, 2))
        self._system.broker.resume()

    def _crash_database(self) -> None:
        self._server.kill()
        self._server.start()


def endure(system: System, server: Mortal, settled: float) -> None:
    """Send commands while one part after another fails: each has its effect once, `settled` seconds later at most."""
    storm = Storm(system, server)
    clients = Clients(storm.url, iter(range(EVENTS)))
    threads = [threading.Thread(target=clients.run) for _ in range(CLIENTS)]
    started = time.monotonic()
    try:
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads) or not storm.is_over():
            storm.blow()
            assert time.monotonic() - started < SECONDS, (len(clients.acknowledged), clients.answers, storm.done)
        copied = system.wait_for_copies(set(range(EVENTS)), seconds=settled)
        wait_for(lambda: system.waiting() == 0, seconds=30, what="nothing waits")
    finally:
        clients.stopped.set()
        storm.close()
    print(f"{EVENTS} commands, {dict(storm.done)}, answers {dict(clients.answers)}, {time.monotonic() - started:.0f} s")
    assert clients.acknowledged == set(range(EVENTS))
    assert Counter(copied).most_common(1)[0][1] == 1, "an effect happened twice"
    assert len(copied) == EVENTS


def test_nothing_is_lost_and_nothing_happens_twice(
    telling: Project, copying: Project, broker: Redis, mortal_postgres: Postgres
) -> None:
    for name in ("telling", "copies"):
        execute(mortal_postgres.url, f"CREATE DATABASE {name}")
    system = System(telling, copying, broker, mortal_postgres.url_of("telling"), mortal_postgres.url_of("copies"))
    endure(system, mortal_postgres, settled=120)
