"""A real nginx, configured as services are generated, in front of replicas that are slow, broken or killed."""

import json
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.components.balancer import SPEC, Replica, balancer, configuration, replicas
from tests.components.missing import skipped_outside_ci
from tests.components.network import free_port, wait_for
from tests.components.nginx import program
from tests.components.running import Project, Running, ready
from tests.generated.services import generate

pytestmark = pytest.mark.components


@contextmanager
def in_front_of(*behaviours: Replica, **balancing: object) -> Iterator[httpx2.Client]:
    """Give a client of nginx before replicas; one with a port is there already, or is nowhere."""
    with skipped_outside_ci():
        program()
    made = [each for each in behaviours if not each.port]
    with (
        replicas(*made),
        balancer(configuration(**balancing), [each.port for each in behaviours]) as url,
        httpx2.Client(base_url=url, timeout=30) as client,
    ):
        yield client


def counts(*behaviours: Replica) -> list[int]:
    return [len(each.requests) for each in behaviours]


def test_replica_with_the_least_connections_is_taken() -> None:
    slow, quick = Replica(seconds=1.5), Replica()
    with in_front_of(slow, quick) as client, ThreadPoolExecutor(1) as other:
        while not slow.requests:
            waiting = other.submit(client.get, "/")
            time.sleep(0.3)
        quick.requests.clear()
        for _ in range(6):
            client.get("/")
        assert waiting.result().status_code == 200
        assert counts(slow, quick) == [1, 6]


def test_replicas_take_turns() -> None:
    one, two = Replica(), Replica()
    with in_front_of(one, two, algorithm="round_robin") as client:
        for _ in range(8):
            client.get("/")
    assert counts(one, two) == [4, 4]


@pytest.mark.parametrize("balancing", [{"algorithm": "ip_hash"}, {"session_affinity": True}])
def test_client_keeps_its_replica(balancing: Mapping[str, object]) -> None:
    one, two = Replica(), Replica()
    with in_front_of(one, two, **balancing) as client:
        used = set()
        for network in range(1, 13):
            before = counts(one, two)
            transport = httpx2.HTTPTransport(local_address=f"127.{network}.0.1")
            with httpx2.Client(base_url=client.base_url, transport=transport) as own:
                for _ in range(3):
                    own.get("/")
            more = tuple(now - then for now, then in zip(counts(one, two), before, strict=True))
            assert sorted(more) == [0, 3]
            used.add(more)
    assert len(used) == 2


def test_what_may_be_repeated_goes_to_another_replica() -> None:
    broken, well = Replica(answers=False), Replica()
    with in_front_of(broken, well, health_checks=False) as client:
        for _ in range(6):
            assert client.get("/").status_code == 200
            assert client.put("/", content=b"text").status_code == 200
        assert broken.requests
        assert len(well.requests) == 12

        statuses = [client.post("/", content=b"text").status_code for _ in range(6)]
        assert set(statuses) == {200, 503}
        posts = [method for each in (broken, well) for method, _, _ in each.requests if method == "POST"]
        assert len(posts) == 6


def test_replica_that_is_nowhere_fails_nothing() -> None:
    well = Replica()
    with in_front_of(Replica(port=free_port()), well) as client:
        answers = [client.post("/", content=b"text").status_code for _ in range(10)]
        assert answers == [200] * 10


def test_without_failover_the_client_is_told() -> None:
    broken, well = Replica(answers=False), Replica()
    with in_front_of(broken, well, failover="none", health_checks=False) as client:
        answers = [client.get("/") for _ in range(6)]
    assert {answer.status_code for answer in answers} == {200, 503}
    assert len(broken.requests) + len(well.requests) == 6
    failed = next(answer for answer in answers if answer.status_code == 503)
    assert failed.headers["Content-Type"] == "application/problem+json"
    assert failed.headers["Retry-After"] == "5"
    assert failed.json()["request_id"] == failed.headers["X-Request-ID"]


def test_what_a_client_says_of_itself_is_not_passed_on() -> None:
    replica = Replica()
    claims = {
        "Forwarded": "for=203.0.113.7;proto=https",
        "X-Forwarded-For": "203.0.113.7",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Port": "1",
        "X-Forwarded-Prefix": "/evil",
        "X-Forwarded-Proto": "https",
        "X-Real-IP": "203.0.113.7",
        "X-Request-ID": 'evil"id',
    }
    with in_front_of(replica) as client:
        client.get("/", headers=claims)
        client.get("/", headers={"X-Request-ID": "own-1"})
    (_, _, first), (_, _, second) = replica.requests
    told = {name: value for name, value in first.items() if name.startswith(("X-", "Forwarded"))}
    assert told.keys() == {"X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID"}
    assert (told["X-Forwarded-For"], told["X-Forwarded-Proto"]) == ("127.0.0.1", "http")
    assert len(told["X-Request-ID"]) == 32
    assert second["X-Request-ID"] == "own-1"


@pytest.mark.parametrize("path", ["//users", "/users/%2e%2e/%2fdocs", "/a;b=1/c%3Fd", "/users/?q=%00"])
def test_path_stays_as_it_came(path: str) -> None:
    replica = Replica()
    with in_front_of(replica) as client:
        raw(client, f"GET {path} HTTP/1.1\r\nHost: one\r\nConnection: close\r\n\r\n")
    assert [found for _, found, _ in replica.requests] == [path]


@pytest.mark.parametrize(
    "head",
    [
        "GET / HTTP/1.1\r\nHost: one\r\nHost: two\r\n",
        "GET / HTTP/1.1\r\nHost: one\r\nX-User: a\rX-Admin: b\r\n",
        "GET / HTTP/1.1\r\nHost: one\r\nX-User : admin\r\n",
        "POST / HTTP/1.1\r\nHost: one\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "POST / HTTP/1.1\r\nHost: one\r\nContent-Length: 4\r\nContent-Length: 5\r\n",
        "POST / HTTP/1.1\r\nHost: one\r\nTransfer-Encoding: gzip, chunked\r\n",
        "GET /\r\nX: y HTTP/1.1\r\nHost: one\r\n",
        f"GET / HTTP/1.1\r\nHost: one\r\nX-Long: {'x' * 20_000}\r\n",
    ],
)
def test_head_that_could_be_read_in_two_ways_goes_nowhere(head: str) -> None:
    replica = Replica()
    with in_front_of(replica) as client:
        answer = raw(client, f"{head}Connection: close\r\n\r\n")
    passed = [{name.lower() for name in headers} for _, _, headers in replica.requests]
    if answer.split(b" ")[1:2] in ([b"400"], [b"501"]):
        assert passed == []
    else:
        assert not any(names & {"x-user", "x-admin"} for names in passed)


def raw(client: httpx2.Client, request: str) -> bytes:
    """Send bytes as they are; return the answer."""
    port = client.base_url.port
    assert port is not None
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(request.encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_tls(tmp_path: Path) -> None:
    pair: list[str | Path] = ["-keyout", tmp_path / "tls.key", "-out", tmp_path / "tls.crt"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    command: list[str | Path] = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        *pair,
        *names,
    ]
    subprocess.run(command, check=True, capture_output=True)
    files = dict(configuration())
    files["certificates/tls.conf"] = files["certificates/tls.conf.example"]
    files |= {f"certificates/{name}": (tmp_path / name).read_text() for name in ("tls.crt", "tls.key")}
    replica = Replica()
    with replicas(replica), balancer(files, [replica.port]) as url:
        secure = f"https://127.0.0.1:{(urlsplit(url).port or 0) + 1}"
        trusted = ssl.create_default_context(cafile=tmp_path / "tls.crt")
        assert httpx2.get(secure, verify=trusted).text == "ok"
        old = ["openssl", "s_client", "-connect", secure.removeprefix("https://"), "-tls1_1"]
        assert subprocess.run(old, check=False, capture_output=True, input=b"").returncode != 0
    assert replica.requests[0][2]["X-Forwarded-Proto"] == "https"


@pytest.fixture(scope="module")
def service(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(generate("user-service", SPEC, tmp_path_factory.mktemp("generated")), "user_service", python)


@contextmanager
def served(project: Project, folder: Path) -> Iterator[tuple[list[Running], str]]:
    """Run two replicas on one database, and nginx before them."""
    with skipped_outside_ci():
        program()
    with ExitStack() as stack:
        own = project.settings(database_url=f"sqlite:///{folder}/users.db", forwarded_allow_ips="127.0.0.1")
        running = [stack.enter_context(ready(project, own)) for _ in range(2)]
        ports = [urlsplit(each.url).port or 0 for each in running]
        yield running, stack.enter_context(balancer(configuration(), ports))


def test_killed_replica_fails_no_request(service: Project, tmp_path: Path) -> None:
    with served(service, tmp_path) as (running, url), ThreadPoolExecutor(4) as clients:
        stop = Event()

        def ask() -> list[int]:
            with httpx2.Client(base_url=url, timeout=30) as client:
                statuses = []
                while not stop.is_set():
                    statuses.append(client.get("/users").status_code)
                return statuses

        asking = [clients.submit(ask) for _ in range(4)]
        time.sleep(1)
        running[0].process.kill()
        time.sleep(2)
        stop.set()
        answers = [status for each in asking for status in each.result()]
        assert len(answers) > 20
        assert set(answers) == {200}
        new = {"email": "one@example.com", "full_name": "Ada"}
        assert httpx2.post(f"{url}/users", json=new).status_code == 201


def printed(running: list[Running]) -> str:
    return "".join(each.printed() for each in running)


def elsewhere(url: str) -> httpx2.Client:
    """A client with an address that no proxy has."""
    return httpx2.Client(base_url=url, transport=httpx2.HTTPTransport(local_address="127.0.0.2"))


def test_service_behind_it(service: Project, tmp_path: Path) -> None:
    with served(service, tmp_path) as (running, url), elsewhere(url) as client:
        made = client.post("/users", json={"email": "one@example.com", "full_name": "Ada", "note": "x" * 80_000})
        headers = {"Accept-Encoding": "gzip", "X-Forwarded-For": "203.0.113.7", "X-Request-ID": "own-2"}
        read = client.get(made.headers["Location"], headers=headers)
        assert (read.headers["ETag"], read.json()) == ('"1"', made.json())
        wait_for(lambda: "own-2" in printed(running), seconds=5, what="the request is logged")
        lines = map(json.loads, printed(running).splitlines())
        assert {line["client"] for line in lines if line.get("request_id") == "own-2"} == {"127.0.0.2"}

        for size in (1_000_001, 3_000_000):
            refused = client.post("/users", content=b"x" * size, headers={"Content-Type": "application/json"})
            assert (refused.status_code, refused.json()["status"]) == (413, 413)
            assert refused.headers["Content-Type"] == "application/problem+json"
