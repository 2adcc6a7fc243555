"""Replicas in a real Consul, which dies, forgets and freezes."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.components.consul import ConsulServer, own_consul
from tests.components.network import wait_for
from tests.components.running import START_SECONDS, Project, Running, ready, start
from tests.generated.services import generate, run_in

pytestmark = pytest.mark.components

NAME = "parts-service"
WELL, ILL = {"passing"}, {"critical"}


@pytest.fixture(scope="module")
def registered(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    spec = Path(__file__).with_name("registered.tusk")
    return Project(generate(NAME, spec, tmp_path_factory.mktemp("generated")), "parts_service", python)


@pytest.fixture
def consul() -> Iterator[ConsulServer]:
    with own_consul() as server:
        yield server


def environment(project: Project, folder: Path, consul: ConsulServer) -> dict[str, str]:
    """What a replica needs; all share a database."""
    return project.settings(consul_url=consul.url, database_url=f"sqlite:///{folder}/parts.db", drain_delay=3)


@contextmanager
def replicas(project: Project, folder: Path, consul: ConsulServer) -> Iterator[list[Running]]:
    """Run two, and wait until Consul finds both well."""
    with ExitStack() as stack:
        running = [stack.enter_context(ready(project, environment(project, folder, consul))) for _ in range(2)]
        wait_until(consul, dict.fromkeys(map(port_of, running), WELL))
        yield running


def port_of(replica: Running) -> int:
    port = urlsplit(replica.url).port
    assert port is not None
    return port


def wait_until(consul: ConsulServer, states: dict[int, set[str]], seconds: float = 20) -> None:
    wait_for(lambda: consul.states(NAME) == states, seconds=seconds, what=f"{consul.states(NAME)} becomes {states}")


def test_one_dies_and_one_stops(registered: Project, tmp_path: Path, consul: ConsulServer) -> None:
    with replicas(registered, tmp_path, consul) as (dying, stopping):
        dying.process.kill()
        dying.process.wait()
        wait_for(lambda: "critical" in consul.states(NAME)[port_of(dying)], seconds=5, what="the dead one is found")
        passing = consul.get(f"/v1/health/service/{NAME}?passing=true")
        assert [entry["Service"]["Port"] for entry in passing] == [port_of(stopping)]

        stopping.ask_to_stop()
        wait_for(lambda: port_of(stopping) not in consul.states(NAME), seconds=1.5, what="the other has left")
        assert stopping.get("/parts").status_code == 200
        assert stopping.process.wait(30) == 0
        assert set(consul.states(NAME)) == {port_of(dying)}

        if os.environ.get("SCAFFOLD_LONG_TESTS"):
            wait_until(consul, {}, seconds=180)


def test_consul_forgets_all(registered: Project, tmp_path: Path, consul: ConsulServer) -> None:
    with replicas(registered, tmp_path, consul) as running:
        consul.kill()
        for replica in running:
            wait_for(lambda each=replica: reasons(each).keys() >= {"consul"}, seconds=10, what="it is degraded")  # type: ignore[misc]
            assert replica.get("/parts").status_code == 200
        consul.start()
        wait_until(consul, dict.fromkeys(map(port_of, running), WELL))
        for replica in running:
            wait_for(lambda each=replica: not reasons(each), seconds=10, what="it is up again")  # type: ignore[misc]
            lines = replica.printed()
            assert lines.count("replica cannot be registered") == lines.count("registry takes signs of life again") == 1


def test_consul_is_away_at_the_start_and_freezes_later(
    registered: Project, tmp_path: Path, consul: ConsulServer
) -> None:
    consul.kill()
    with start(registered, environment(registered, tmp_path, consul)) as replica:
        replica.wait_for_status("/ready", 200, START_SECONDS)
        wait_for(lambda: "consul" in reasons(replica), seconds=15, what="it is degraded")
        assert reasons(replica)["consul"] == "cannot be reached"
        consul.start()
        wait_until(consul, {port_of(replica): WELL})

        consul.pause()
        wait_for(lambda: "consul" in reasons(replica), seconds=15, what="it is degraded")
        assert reasons(replica)["consul"] == "does not answer in time"
        began = time.monotonic()
        assert replica.get("/parts").status_code == 200
        assert time.monotonic() - began < 1
        consul.resume()
        wait_until(consul, {port_of(replica): WELL})

        consul.pause()
        replica.ask_to_stop()
        assert replica.process.wait(30) == 0
        consul.resume()


def test_own_tests_hold_with_a_real_consul(registered: Project, consul: ConsulServer) -> None:
    tests = ["tests/integration/test_consul.py", "tests/integration/test_consul_locations.py"]
    tests.append("tests/integration/test_registration.py")
    run_in(registered.folder, "pytest", "-q", "-p", "no:cacheprovider", *tests, TEST_CONSUL_URL=consul.url)


def reasons(replica: Running) -> dict[str, str]:
    found: dict[str, str] = replica.get("/ready").json().get("reasons", {})
    return found
