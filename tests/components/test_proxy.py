"""The service behind a real nginx: below a path of its own, compressed, and with the addresses of its clients."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from tests.components.missing import skipped_outside_ci
from tests.components.network import wait_for
from tests.components.nginx import nginx
from tests.components.running import Project, Running, ready

pytestmark = pytest.mark.components

CLIENT = "127.0.0.2"
"""An address of the loopback network that no proxy has."""


@contextmanager
def served(project: Project, folder: Path, **settings: str) -> Iterator[Running]:
    """Serve below `/shop`, with a database of its own."""
    environment = project.settings(database_url=f"sqlite:///{folder}/users.db", root_path="/shop", **settings)
    with ready(project, environment) as running:
        yield running


@contextmanager
def behind(proxied: str) -> Iterator[httpx2.Client]:
    """Give a client of an nginx that shows below `/shop` what stands at a URL."""
    with skipped_outside_ci(), nginx(f"location /shop/ {{ proxy_pass {proxied}; }}") as url:
        transport = httpx2.HTTPTransport(local_address=CLIENT)
        with httpx2.Client(base_url=url, transport=transport) as client:
            yield client


@pytest.fixture(scope="module")
def service(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with served(project, tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture(scope="module", params=["takes the path off", "keeps the path"])
def proxy(service: Running, request: pytest.FixtureRequest) -> Iterator[httpx2.Client]:
    with behind(f"{service.url}/" if request.param == "takes the path off" else service.url) as client:
        yield client


@pytest.fixture
def made(proxy: httpx2.Client) -> httpx2.Response:
    """The answer to a POST of a new user."""
    answer = proxy.post("/shop/users", json={"email": f"{uuid4().hex}@example.com", "full_name": "Ada Lovelace"})
    assert answer.status_code == 201
    return answer


def test_below_a_path(proxy: httpx2.Client, made: httpx2.Response) -> None:
    assert made.headers["Location"] == f"/shop/users/{made.json()['id']}"
    assert proxy.get(made.headers["Location"]).json() == made.json()

    assert "'/shop/openapi.json'" in proxy.get("/shop/docs").text
    schema = proxy.get("/shop/openapi.json").json()
    (server,) = schema["servers"]
    assert "/users" in schema["paths"]
    assert made.json() in proxy.get(f"{server['url']}/users").json()["items"]


def test_tag_of_a_compressed_answer_is_good_for_a_change(proxy: httpx2.Client, made: httpx2.Response) -> None:
    url = made.headers["Location"]
    read = proxy.get(url, headers={"Accept-Encoding": "gzip"})
    assert (read.headers["Content-Encoding"], read.headers["ETag"]) == ("gzip", 'W/"1"')
    assert proxy.get(url, headers={"If-None-Match": read.headers["ETag"]}).status_code == 304

    condition = {"If-Match": read.headers["ETag"]}
    changed = proxy.patch(url, json={"full_name": "Ada King"}, headers=condition)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert proxy.patch(url, json={"full_name": "Ada"}, headers=condition).status_code == 412
    assert proxy.delete(url, headers=condition).status_code == 412
    assert proxy.delete(url, headers={"If-Match": changed.headers["ETag"]}).status_code == 204


def test_head(proxy: httpx2.Client, made: httpx2.Response) -> None:
    plain = {"Accept-Encoding": "identity", "X-Request-ID": "same"}
    for path in (made.headers["Location"], "/shop/users", "/shop/ready", "/shop/docs", "/shop/nowhere"):
        get, head = proxy.get(path, headers=plain), proxy.head(path, headers=plain)
        assert head.status_code == get.status_code
        assert head.content == b""
        assert {**head.headers, "date": ""} == {**get.headers, "date": ""}


def test_client_is_whom_a_trusted_proxy_names(service: Running) -> None:
    assert clients_in_log(service) == {CLIENT}


def test_proxy_that_is_not_trusted_is_the_client(project: Project, tmp_path: Path) -> None:
    with served(project, tmp_path, forwarded_allow_ips="192.0.2.0/24") as service:
        assert clients_in_log(service) == {"127.0.0.1"}


def clients_in_log(service: Running) -> set[str]:
    """Send a request through a proxy, with a claim of the client's own; give whom the log names for it."""
    request_id = uuid4().hex
    with behind(service.url) as client:
        client.get("/shop/users", headers={"X-Forwarded-For": "203.0.113.7", "X-Request-ID": request_id})
    wait_for(lambda: request_id in service.printed(), seconds=5, what="the request is logged")
    lines = map(json.loads, service.printed().splitlines())
    return {line["client"] for line in lines if line.get("request_id") == request_id}
