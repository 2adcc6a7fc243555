"""Two replicas share a cache in a real Redis: nobody reads what is older than an answer, whatever happens to Redis."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

import httpx2
import pytest

from tests.components import redis
from tests.components.missing import skipped_outside_ci
from tests.components.network import wait_for
from tests.components.postgres import new_database
from tests.components.redis import Redis
from tests.components.running import Project, Running, ready
from tests.generated.services import generate

pytestmark = pytest.mark.components

CLIENTS = 16
NOTES = 4
SECONDS = 3.0
SLOWEST = 6.0
"""Seconds in which every request is answered, also those that find Redis silent."""
BACK_SECONDS = 20
FEW = {1, 2}
"""How often a replica logs that it lost Redis: once, and a second time where a busy machine answers late."""


@pytest.fixture(scope="module")
def cached(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    spec = Path(__file__).with_name("cached.tusk")
    return Project(generate("cached-service", spec, tmp_path_factory.mktemp("generated")), "cached_service", python)


@dataclass
class Clients:
    """Clients of several replicas that change notes and read them, and remember what they were told."""

    replicas: list[Running]
    notes: list[str] = field(default_factory=list)
    newest: dict[str, int] = field(default_factory=dict)
    old: list[tuple[str, int, int]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    reads: int = 0
    writes: int = 0
    slowest: float = 0
    chance: Random = field(default_factory=Random)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def make_notes(self) -> None:
        for number in range(NOTES):
            made = self.replicas[0].post("/notes", {"text": f"note {number}"}).json()
            self.notes.append(made["id"])
            self.newest[made["id"]] = 1

    def work(self, stopped: Callable[[], bool]) -> None:
        with ExitStack() as stack:
            clients = [
                stack.enter_context(httpx2.Client(base_url=replica.url, timeout=30)) for replica in self.replicas
            ]
            while not stopped():
                note, client = self.chance.choice(self.notes), self.chance.choice(clients)
                started = time.monotonic()
                (self.write if self.chance.random() < 0.2 else self.read)(client, note)
                self.slowest = max(self.slowest, time.monotonic() - started)

    def write(self, client: httpx2.Client, note: str) -> None:
        answer = client.patch(f"/notes/{note}", json={"text": f"{self.chance.random()}"}, headers={"If-Match": "*"})
        if answer.status_code == 200:
            with self.lock:
                self.writes += 1
                self.newest[note] = max(self.newest[note], answer.json()["version"])
        elif answer.status_code != 412:  # another client was faster
            self.failed.append(answer.text)

    def read(self, client: httpx2.Client, note: str) -> None:
        told = self.newest[note]
        answer = client.get(f"/notes/{note}")
        if answer.status_code != 200:
            self.failed.append(answer.text)
            return
        self.reads += 1
        version = answer.json()["version"]
        assert answer.headers["ETag"] == f'"{version}"'
        if version < told:
            self.old.append((note, told, version))


@contextmanager
def at_work(replicas: list[Running]) -> Iterator[Clients]:
    """Have clients at work while the block runs, and a while before and after; then check what they saw."""
    clients, stop = Clients(replicas), threading.Event()
    clients.make_notes()
    with ThreadPoolExecutor(CLIENTS) as pool:
        working = [pool.submit(clients.work, stop.is_set) for _ in range(CLIENTS)]
        try:
            time.sleep(SECONDS / 2)
            yield clients
            time.sleep(SECONDS / 2)
        finally:
            stop.set()
        for each in working:
            each.result()
    print(f"{clients.reads} reads, {clients.writes} writes, slowest {clients.slowest:.2f} s")
    assert clients.old == []
    assert clients.failed == []
    assert clients.slowest < SLOWEST
    assert min(clients.reads, clients.writes) > 20


@pytest.fixture
def server() -> Iterator[Redis]:
    with skipped_outside_ci(), redis.own_server() as server:
        yield server


@pytest.fixture
def environment(cached: Project, server: Redis, postgres_server: str) -> Iterator[Mapping[str, str]]:
    with new_database(postgres_server) as database:
        yield cached.settings(
            database_url=database, redis_url=server.url, redis_timeout=1, health_interval=0.5, drain_delay=0
        )


@pytest.fixture
def replicas(cached: Project, environment: Mapping[str, str]) -> Iterator[list[Running]]:
    with ready(cached, environment) as one, ready(cached, environment) as two:
        yield [one, two]


def is_degraded(replica: Running) -> bool:
    answer = replica.get("/ready")
    assert answer.status_code == 200
    return bool(answer.json()["status"] == "degraded")


def reasons(replica: Running) -> dict[str, str]:
    found: dict[str, str] = replica.get("/ready").json().get("reasons", {})
    return found


def told(replicas: list[Running]) -> list[int]:
    """How often each replica has logged that it does not use the cache; the lines are printed."""
    lines = [[line for line in replica.printed().splitlines() if "cache is" in line] for replica in replicas]
    print(*lines, sep="\n")
    return [sum("cache is not used" in line for line in each) for each in lines]


def wait_until_used(replicas: list[Running]) -> None:
    """Wait until each replica that has noticed an outage has logged that it uses the cache again."""

    def uses_it(replica: Running) -> bool:
        log = replica.printed()
        return log.count("cache is used again") == log.count("cache is not used")

    for replica in replicas:
        wait_for(partial(uses_it, replica), seconds=BACK_SECONDS, what="the cache is used again")


def hits(server: Redis) -> int:
    """How many keys were found."""
    line = next(line for line in server.cli("info", "stats").splitlines() if line.startswith("keyspace_hits:"))
    return int(line.partition(":")[2])


def test_replicas_hear_of_each_others_changes(replicas: list[Running], server: Redis) -> None:
    before = hits(server)
    with at_work(replicas) as clients:
        time.sleep(SECONDS)
    assert hits(server) - before > clients.reads
    assert told(replicas) == [0, 0]


def test_redis_that_is_killed_and_started_again(replicas: list[Running], server: Redis) -> None:
    with at_work(replicas):
        server.kill()
        time.sleep(SECONDS)
        wait_for(lambda: all(map(is_degraded, replicas)), seconds=BACK_SECONDS, what="both have noticed")
        server.start()
        wait_until_used(replicas)
        time.sleep(SECONDS)
        wait_for(lambda: not any(map(is_degraded, replicas)), seconds=BACK_SECONDS, what="both are well again")
    assert set(told(replicas)) <= FEW


def test_redis_that_begins_with_an_old_snapshot(replicas: list[Running], server: Redis) -> None:
    with at_work(replicas):
        server.options = ("--appendonly", "no")
        server.cli("config", "set", "appendonly", "no")
        server.cli("save")
        time.sleep(SECONDS)
        server.kill()
        server.start()
        wait_until_used(replicas)
        time.sleep(SECONDS)


def test_redis_that_stands_still(replicas: list[Running], server: Redis) -> None:
    with at_work(replicas):
        server.pause()
        time.sleep(SECONDS)
        wait_for(lambda: all(map(is_degraded, replicas)), seconds=BACK_SECONDS, what="both have noticed")
        server.resume()
        wait_until_used(replicas)
        time.sleep(SECONDS)
    assert set(told(replicas)) <= FEW


def test_redis_that_is_full(replicas: list[Running], server: Redis) -> None:
    with at_work(replicas):
        server.cli("config", "set", "maxmemory", "1")
        time.sleep(SECONDS)
        wait_for(lambda: reasons(replicas[0]) == {"redis": "is full"}, seconds=BACK_SECONDS, what="it is full")
        server.cli("config", "set", "maxmemory", "0")
        time.sleep(SECONDS)
        wait_for(lambda: not any(map(is_degraded, replicas)), seconds=BACK_SECONDS, what="both are well again")
    assert told(replicas) == [0, 0]


def test_redis_that_is_away_at_the_start(cached: Project, environment: Mapping[str, str], server: Redis) -> None:
    server.kill()
    with ready(cached, environment) as one, ready(cached, environment) as two:
        wait_for(lambda: is_degraded(one), seconds=BACK_SECONDS, what="it has noticed")
        with at_work([one, two]):
            server.start()
            wait_until_used([one, two])
            time.sleep(SECONDS)


def test_writer_that_is_killed_leaves_no_old_value(
    cached: Project, environment: Mapping[str, str], replicas: list[Running]
) -> None:
    with at_work(replicas), ready(cached, environment) as third:
        note = third.post("/notes", {"text": "of the third"}).json()["id"]
        for number in range(20):
            third.get(f"/notes/{note}")
            httpx2.patch(f"{third.url}/notes/{note}", json={"text": str(number)}, headers={"If-Match": "*"})
        third.process.kill()
        assert replicas[0].get(f"/notes/{note}").json()["version"] == 21
