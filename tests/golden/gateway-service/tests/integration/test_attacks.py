"""What a client may try over a socket: refused, or passed on exactly as it is."""

import socket

import pytest

from gateway_service.handlers.health import LIVE
from gateway_service.services.routing import ROUTES, RouteTable
from tests.behind import Behind, Got

PATH = ROUTES[0].path.removesuffix("/*")
THERE = RouteTable(ROUTES).behind(PATH.encode()).decode()


def said(address: tuple[str, int], *lines: str, body: bytes = b"") -> bytes:
    """Send a request with these lines; return all that comes until the connection ends."""
    head = "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")
    with socket.create_connection(address, timeout=10) as client:
        client.sendall(head + body)
        client.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: client.recv(65536), b""))


def statuses(answers: bytes) -> list[bytes]:
    return [answer[:3] for answer in answers.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize(
    "path",
    [
        f"{PATH}/..",
        f"{PATH}/../admin",
        f"{PATH}/./1",
        f"{PATH}//1",
        f"/{PATH}",
        f"{PATH}/%2e%2e/admin",
        f"{PATH}/%2E%2E/admin",
        f"{PATH}/.%2e/admin",
        f"{PATH}/..%2fadmin",
        f"{PATH}/1%2Fadmin",
        f"{PATH}/..;/admin",
        f"{PATH};a=b/1",
        f"{PATH}/%3b/1",
        f"{PATH}/..\\admin",
        f"{PATH}/%5c..%5cadmin",
        f"{PATH}/%00",
        f"{PATH}/%0d%0aX-User:%20admin",
        f"{PATH}/%7f",
        f"{PATH}/%zz",
        f"{PATH}/%",
        f"{PATH}/\xff",
    ],
)
def test_path_that_could_be_read_in_two_ways_is_refused(
    address: tuple[str, int], behind: Behind, path: str
) -> None:
    assert statuses(said(address, f"GET {path} HTTP/1.1", "Host: here")) == [b"400"]
    assert behind.got == []


@pytest.mark.parametrize("rest", ["/%41", "/a%20b", "/%252f", "/%C3%BC", "/a:b@c!$&'()*+,=~-._"])
def test_other_paths_are_passed_on_exactly(
    address: tuple[str, int], behind: Behind, rest: str
) -> None:
    said(address, f"GET {PATH}{rest}?q=../%2e%2e;x HTTP/1.1", "Host: here")
    assert [got.target for got in behind.got] == [f"{THERE}{rest}?q=../%2e%2e;x"]


@pytest.mark.parametrize(
    "target",
    [f"/%61pi{PATH.removeprefix('/api')}X", f"{PATH}x", PATH.upper(), "*", "/"],
)
def test_path_that_is_no_route_is_none(
    address: tuple[str, int], behind: Behind, target: str
) -> None:
    assert statuses(said(address, f"GET {target} HTTP/1.1", "Host: here"))[0] in {b"404", b"400"}
    assert behind.got == []


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (["Content-Length: 4", "Transfer-Encoding: chunked"], b"0\r\n\r\n"),
        (["Transfer-Encoding: chunked", "Content-Length: 4"], b"0\r\n\r\n"),
        (["Content-Length: 4", "Content-Length: 5"], b"12345"),
        (["Content-Length: 4, 5"], b"12345"),
        (["Content-Length: +4"], b"1234"),
        (["Content-Length: -1"], b"1234"),
        (["Content-Length: 4x"], b"1234"),
        (["Transfer-Encoding: chunked, identity"], b"0\r\n\r\n"),
        (["Transfer-Encoding: xchunked"], b"0\r\n\r\n"),
        (["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], b"0\r\n\r\n"),
        (["Transfer-Encoding : chunked"], b"0\r\n\r\n"),
        (["Transfer-Encoding:\x0bchunked"], b"0\r\n\r\n"),
        (["Transfer-Encoding: chunked"], b"x\r\n\r\n"),
        (["Transfer-Encoding: chunked"], b"1\r\nab\r\n0\r\n\r\n"),
        (["X-Folded: a", " Transfer-Encoding: chunked"], b""),
        (["X-Bare: a\nX-User: admin"], b""),
        (["X-Nul: a\x00b"], b""),
    ],
)
def test_request_whose_end_is_not_clear_is_refused(
    address: tuple[str, int], behind: Behind, lines: list[str], body: bytes
) -> None:
    smuggled = f"GET {PATH}/smuggled HTTP/1.1\r\nHost: here\r\n\r\n".encode()
    said(address, f"POST {PATH} HTTP/1.1", "Host: here", *lines, body=body + smuggled)
    assert [got.target for got in behind.got if "smuggled" in got.target] == []
    for got in behind.got:
        assert got.values("x-user") == []
        assert len(got.values("content-length") + got.values("transfer-encoding")) <= 1


CLAIMS = [
    "X-User: admin",
    "X-User-Id: 1",
    "X-User-Roles: admin",
    "X_User: admin",
    "X-Caller: admin",
    "Forwarded: for=1.2.3.4",
    "X-Forwarded-User: admin",
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Prefix: /evil",
    "X-Real-IP: 1.2.3.4",
    "X-Original-URL: /admin",
    "X-Rewrite-URL: /admin",
    "X-HTTP-Method-Override: DELETE",
    "X-Request-ID: of-another",
    "Via: 1.1 evil",
    "Proxy-Authorization: Basic x",
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_a_client_says_of_itself_is_not_believed(
    address: tuple[str, int], behind: Behind, claim: str
) -> None:
    name, _, value = claim.partition(": ")
    assert statuses(said(address, f"GET {PATH} HTTP/1.1", "Host: here", claim)) == [b"200"]
    assert value not in behind.got[0].values(name.lower())


def test_connection_cannot_take_away_what_the_gateway_says(
    address: tuple[str, int], behind: Behind
) -> None:
    named = "Connection: X-Forwarded-For, X-Request-ID, Via, close"
    said(address, f"GET {PATH} HTTP/1.1", "Host: here", named)
    for name in ("x-forwarded-for", "x-request-id", "via"):
        assert len(behind.got[0].values(name)) == 1


def test_host_is_that_of_the_service(address: tuple[str, int], behind: Behind) -> None:
    said(address, f"GET {PATH} HTTP/1.1", "Host: evil.example/@x")
    assert behind.got[0].values("host") == [behind.url.removeprefix("http://")]
    assert behind.got[0].values("x-forwarded-host") == []


def test_absolute_target_leads_nowhere_else(address: tuple[str, int], behind: Behind) -> None:
    said(address, f"GET http://evil.example{PATH} HTTP/1.1", "Host: here")
    assert [got.target for got in behind.got] == [THERE]


@pytest.mark.parametrize("method", ["CONNECT", "TRACE"])
def test_method_that_is_for_proxies_is_refused(
    address: tuple[str, int], behind: Behind, method: str
) -> None:
    assert statuses(said(address, f"{method} {PATH} HTTP/1.1", "Host: here"))[0] >= b"400"
    assert behind.got == []


def test_gateway_goes_on(address: tuple[str, int]) -> None:
    assert statuses(said(address, f"GET {LIVE} HTTP/1.1", "Host: here")) == [b"200"]
    assert Got("GET", "/", []).values("any") == []
