"""A new release migrates while the one before it serves: what only adds is no failure there."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.components.running import START_SECONDS, Project, Running, ready
from tests.evolution.lives import PACKAGE, Life

pytestmark = pytest.mark.components

BEFORE = {"user": {"name": "string(20), indexed", "price": "decimal(7, 2), min=0", "level": "int"}}
AFTER = {
    "user": {
        "name": "string(60), indexed",
        "price": "decimal(9, 4), min=0",
        "level": "bigint",
        "nickname": "string(40), optional, unique",
        "team": "ref(team), optional",
    },
    "team": {"name": "string(20)"},
}
CLIENTS = 4
BESIDE_SECONDS = 1.0
"""How long the old release serves before the migration, and after it."""


@pytest.fixture
def life(tmp_path: Path) -> Life:
    return Life(tmp_path)


def test_old_release_serves_while_the_new_one_migrates(life: Life, python: Path, database: str) -> None:
    old, new = (Project(life.step(models).folder, PACKAGE, python) for models in (BEFORE, AFTER))
    environment = old.settings(database_url=database)
    with ready(old, environment) as replica:
        with used(replica) as answers:
            time.sleep(BESIDE_SECONDS)
            migrated = new.run("-m", PACKAGE, "migrate", environment=environment)
            time.sleep(BESIDE_SECONDS)
        assert migrated.returncode == 0, migrated.stderr
        failures = [line for line in replica.printed().splitlines() if '"level": "error"' in line]
        assert {status for _, status in answers} == {200, 201}, f"{answers}\n{failures[:1]}"
        replica.wait_for_status("/ready", 200, START_SECONDS)
        with ready(old, environment) as restarted, ready(new, environment) as newer:
            assert restarted.get("/users").status_code == 200
            assert newer.get("/users").json()["items"][0]["nickname"] is None


@contextmanager
def used(service: Running) -> Iterator[Counter[tuple[str, int]]]:
    """Send requests meanwhile; the answers are there at the end, counted by their kind."""
    answers: Counter[tuple[str, int]] = Counter()
    stopped = threading.Event()
    threads = [threading.Thread(target=_use, args=(service.url, stopped.is_set, answers)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def _use(url: str, is_over: Callable[[], bool], answers: Counter[tuple[str, int]]) -> None:
    """Make a user, read, list and change it, for as long as it goes."""
    with httpx2.Client(base_url=url, timeout=30) as client:
        while not is_over():
            made = client.post("/users", json={"name": "Ada", "price": "1.25", "level": 1})
            answers["made", made.status_code] += 1
            path = made.headers.get("Location", "/users/lost")
            read = client.get(path)
            answers["read", read.status_code] += 1
            answers["listed", client.get("/users?limit=2").status_code] += 1
            headers = {"If-Match": read.headers.get("ETag", "*")}
            changed = client.patch(path, json={"level": 2}, headers=headers)
            answers["changed", changed.status_code] += 1
