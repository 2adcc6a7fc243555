"""A generated gateway before two generated services, all as processes of their own."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.components.network import wait_for
from tests.components.running import Project, Running, ready
from tests.generated.services import ENVIRONMENT, EXAMPLES, ROOT, generate

pytestmark = pytest.mark.components

SPECS = {"user-service": EXAMPLES / "user-service.tusk", "order-service": EXAMPLES / "minimal.tusk"}
GATEWAY = ROOT / "tests" / "generated" / "gateway.tusk"
UNHEARD_OF = "/unheard-of"
ADA = {"email": "ada@example.com", "full_name": "Ada"}


@dataclass(frozen=True)
class System:
    """A gateway, and the services behind it by name."""

    gateway: Running
    services: dict[str, Running]


def _started(stack: ExitStack, name: str, spec: Path, folder: Path, **settings: str) -> Running:
    project = Project(generate(name, spec, folder), name.replace("-", "_"), ENVIRONMENT / "python")
    return stack.enter_context(ready(project, project.settings(**settings)))


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("system")
    with ExitStack() as stack:
        services = {
            name: _started(stack, name, spec, folder, database_url=f"sqlite:///{folder}/{name}.db")
            for name, spec in SPECS.items()
        }
        urls = {f"{name.replace('-', '_')}_url": running.url for name, running in services.items()}
        yield System(_started(stack, "gateway-service", GATEWAY, folder, **urls), services)


def _lines(running: Running, request_id: str) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in running.printed().splitlines() if request_id in line]
    return [line for line in lines if line["event"] == "request"]


def _settled(running: Running) -> int:
    """Return how many requests a service has logged, when it has logged one of our own after all others."""
    request_id = running.get(UNHEARD_OF).headers["X-Request-ID"]
    wait_for(lambda: bool(_lines(running, request_id)), seconds=20, what="our request is logged")
    return len(_lines(running, ""))


def test_resource_is_made_read_and_changed_through_the_gateway(system: System) -> None:
    with httpx2.Client(base_url=system.gateway.url) as client:
        made = client.post("/api/users", json=ADA, headers={"Idempotency-Key": "one"})
        assert made.status_code == 201
        place = made.headers["Location"]
        assert place == f"/api/users/{made.json()['id']}"
        read = client.get(place)
        assert read.headers["ETag"] == '"1"'
        assert client.get(place, headers={"If-None-Match": '"1"'}).status_code == 304
        changed = client.patch(place, json={"full_name": "Ada L."}, headers={"If-Match": '"1"'})
        assert changed.json()["full_name"] == "Ada L."
        assert client.patch(place, json={}).status_code == 428
        assert client.delete(place, headers={"If-Match": "*"}).status_code == 204
        assert client.get("/api/orders").json()["items"] == []
        assert client.get("/users").status_code == 404


def test_request_has_one_id_in_all_logs(system: System) -> None:
    answer = system.gateway.get("/api/users?limit=1")
    request_id = answer.headers["X-Request-ID"]
    reached = (system.gateway, system.services["user-service"])
    # A line is written when the answer has been sent.
    wait_for(lambda: all(_lines(each, request_id) for each in reached), seconds=20, what="both have a line")
    (at_the_door,), (behind,) = (_lines(each, request_id) for each in reached)
    assert (at_the_door["route"], behind["route"]) == ("/api/users/*", "/users")


def test_one_document_describes_all_services(system: System) -> None:
    document = system.gateway.get("/openapi.json").json()
    assert {"/api/users", "/api/users/{user_id}", "/api/teams", "/api/orders", "/live"} <= document["paths"].keys()
    assert not {"/users", "/ready/", "/openapi.json"} & document["paths"].keys()
    text = json.dumps(document)
    for name in ("user_service_User", "order_service_Order"):
        assert name in document["components"]["schemas"]
        assert f"#/components/schemas/{name}" in text


ATTACKS = {
    "a step up": "GET /api/users/../orders HTTP/1.1\r\nHost: h\r\n",
    "a step up in disguise": "GET /api/users/%2e%2e/health HTTP/1.1\r\nHost: h\r\n",
    "a slash in disguise": "GET /api/users/..%2fhealth HTTP/1.1\r\nHost: h\r\n",
    "an empty part": "GET /api/users//health HTTP/1.1\r\nHost: h\r\n",
    "a parameter of a path": "GET /api/users/..;/health HTTP/1.1\r\nHost: h\r\n",
    "two lengths": "POST /api/users HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
    "a length and chunks": "POST /api/users HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
    "a tunnel": "CONNECT /api/users HTTP/1.1\r\nHost: h\r\n",
    "an echo": "TRACE /api/users HTTP/1.1\r\nHost: h\r\n",
    "a folded header": "GET /api/users HTTP/1.1\r\nHost: h\r\nX-A: b\r\n c: d\r\n",
    "no host": "GET /api/users HTTP/1.1\r\n",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_over_a_socket_reaches_no_service(system: System, attack: str) -> None:
    seen = [_settled(running) for running in system.services.values()]
    host, _, port = system.gateway.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as client:
        client.sendall(ATTACKS[attack].encode() + b"Connection: close\r\n\r\n")
        client.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    refused = answer[9:12] in {b"400", b"405", b""}
    harmless = attack in {"a folded header", "no host"} and answer[9:12] == b"200"
    assert refused or harmless, answer[:300]
    if not harmless:
        added = [_settled(each) - old for each, old in zip(system.services.values(), seen, strict=True)]
        assert added == [1, 1], "each has logged the request of this test, and no other"


def test_service_that_dies_takes_no_other_with_it(system: System) -> None:
    order = system.services["order-service"]
    order.process.kill()
    order.process.wait()
    for _ in range(12):
        assert system.gateway.status("/api/orders") in {502, 503}
    assert system.gateway.status("/api/users") == 200
    system.gateway.wait_for_status("/ready", 200, 10)
    system.gateway.ask_to_stop()
    assert system.gateway.process.wait(60) == 0
