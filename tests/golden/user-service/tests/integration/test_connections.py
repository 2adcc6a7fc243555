"""Clients that send half of a request, or one without end."""

import itertools
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection

import pytest

from tests.samples import SAMPLES
from tests.serving import running
from user_service.config import Settings
from user_service.handlers.health import LIVE
from user_service.main import create_app, create_server
from user_service.middleware import connections
from user_service.middleware.draining import DrainingServer

PATH = next(iter(SAMPLES.values())).path
BLANKS_ANSWERED = ([b"400"], [b"422"])
LIST_ANSWERED = b"valid dictionary"
TIMEOUT = 0.5
CONNECTIONS = 10
TOO_MUCH = 20_000_000
HEAD = b"POST %s HTTP/1.1\r\nHost: service\r\n" % PATH.encode()
BODY = b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
CHUNK = b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> DrainingServer:
    monkeypatch.setattr(connections, "CHECK_SECONDS", 0.05)
    limits = {"client_timeout": TIMEOUT, "max_connections": CONNECTIONS}
    settings = settings.model_copy(update={"host": "127.0.0.1", "port": 0, **limits})
    server = create_server(create_app(settings), settings)
    server.config.lifespan = "on"
    return server


@pytest.fixture
def address(server: DrainingServer) -> Iterator[tuple[str, int]]:
    with running(server) as address:
        yield address


@pytest.fixture
def client(address: tuple[str, int]) -> Iterator[socket.socket]:
    with connect(address) as client:
        yield client


def connect(address: tuple[str, int]) -> socket.socket:
    return socket.create_connection(address, timeout=10)


def get(path: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: service", *headers, "", ""]).encode()


def answers(client: socket.socket) -> list[bytes]:
    """Read until the service closes the connection; return the statuses of its answers."""
    received = b"".join(iter(lambda: client.recv(65536), b""))
    return [answer[:3] for answer in received.split(b"HTTP/1.1 ")[1:]]


def test_half_of_a_request_is_cut_off(address: tuple[str, int]) -> None:
    expected = {
        b"": [],
        HEAD: [b"408"],
        HEAD + BODY: [b"408"],
        HEAD + CHUNK: [b"408"],
        get(LIVE, "Content-Length: 9"): [b"200"],
        get(LIVE) + HEAD: [b"200", b"408"],
    }
    with ExitStack() as stack:
        clients = {sent: stack.enter_context(connect(address)) for sent in expected}
        for sent, client in clients.items():
            client.sendall(sent)
        assert {sent: answers(client) for sent, client in clients.items()} == expected


def test_slow_request_is_cut_off(client: socket.socket) -> None:
    client.sendall(HEAD)
    with pytest.raises(ConnectionError):  # noqa: PT012 - any of the bytes may be the one
        for _ in range(100):
            time.sleep(TIMEOUT / 10)
            client.sendall(b"x")


def test_head_without_end_is_cut_off(address: tuple[str, int]) -> None:
    for sent, block in [
        (HEAD, b"X-Line: of a header\r\n" * 1000),
        (HEAD + b"X-Line: ", b"x" * 10_000),
        (b"GET /", b"x" * 10_000),
        (HEAD + CHUNK + b"0\r\n", b"X-Line: of a trailer\r\n" * 1000),
        (HEAD + CHUNK + b"1;", b"x" * 10_000),
        (b"", b"\r\n" * 10_000),
    ]:
        with connect(address) as client, pytest.raises(ConnectionError):  # noqa: PT012
            client.sendall(sent)
            for _ in range(TOO_MUCH // len(block)):
                client.sendall(block)


def test_request_on_one_connection_too_many_is_refused(address: tuple[str, int]) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(connect(address)) for _ in range(CONNECTIONS)]
        clients[-1].sendall(get(LIVE))
        refused = b"".join(iter(lambda: clients[-1].recv(65536), b"")).lower()
        assert refused.startswith(b"http/1.1 503 ")
        assert b"\r\nretry-after: 1\r\n" in refused
        assert b"\r\ncontent-type: application/problem+json\r\n" in refused
        clients[0].sendall(get(LIVE))
        assert clients[0].recv(12) == b"HTTP/1.1 200"


def test_large_head_and_chunks_are_served(client: socket.socket) -> None:
    client.sendall(get(LIVE, "X-Large: " + "x" * 50_000))
    assert client.recv(12) == b"HTTP/1.1 200"
    client.sendall(HEAD + CHUNK + b"1\r\n \r\n" * 15_000 + b"0\r\n\r\n")
    client.shutdown(socket.SHUT_WR)
    assert answers(client) in BLANKS_ANSWERED


def test_idle_connection_is_kept(address: tuple[str, int]) -> None:
    with closing(HTTPConnection(*address, timeout=10)) as client:
        client.connect()
        first = client.sock
        for _ in range(2):
            client.request("GET", LIVE)
            assert client.getresponse().read()
            time.sleep(TIMEOUT * 2)
        assert client.sock is first


def test_empty_line_keeps_no_connection(client: socket.socket) -> None:
    client.sendall(get(LIVE))
    assert client.recv(12) == b"HTTP/1.1 200"
    time.sleep(0.1)
    client.sendall(b"\r\n")
    assert answers(client) == []


@pytest.mark.parametrize("before", [b"", get(LIVE)])
def test_empty_lines_keep_no_connection(client: socket.socket, before: bytes) -> None:
    client.sendall(before)
    with pytest.raises(ConnectionError):  # noqa: PT012 - any of the lines may be the one
        for _ in range(100):
            time.sleep(TIMEOUT / 10)
            client.sendall(b"\r\n")


@pytest.mark.parametrize("headers", ["Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings", "X: y"])
def test_offer_of_another_protocol_costs_no_body(client: socket.socket, headers: str) -> None:
    head = HEAD + headers.encode() + b"\r\nContent-Type: application/json\r\nConnection: close\r\n"
    client.sendall(head + b"Content-Length: 3\r\n\r\n[1]")
    received = b"".join(iter(lambda: client.recv(65536), b""))
    assert LIST_ANSWERED in received


def test_half_closed_connection_is_answered(client: socket.socket) -> None:
    client.sendall(get(PATH) * 2)
    client.shutdown(socket.SHUT_WR)
    assert answers(client) == [b"200", b"200"]


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux has it")
def test_client_that_reads_no_answer_is_cut_off(
    client: socket.socket, server: DrainingServer
) -> None:
    client.sendall(get("/openapi.json") * 1000)
    for waited in itertools.count():
        if not server.server_state.connections:
            break
        assert waited < 100
        time.sleep(0.1)
