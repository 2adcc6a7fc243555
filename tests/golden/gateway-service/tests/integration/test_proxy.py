"""Requests through the gateway, over real sockets."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import httpx2
import pytest

from gateway_service.repositories.locations import KnownLocations
from gateway_service.services.routing import ROUTES, RouteTable
from tests.behind import (
    HEAD,
    SOON,
    Behind,
    Got,
    Reply,
    answer,
    answers_without_end,
    chunk,
    hangs,
    trickles,
)

ROUTE = ROUTES[0]
PATH = ROUTE.path.removesuffix("/*")
"""A path that clients know, and by which name the service knows it."""
THERE = RouteTable(ROUTES).behind(PATH.encode()).decode()


async def test_request_goes_on_as_it_is(client: httpx2.AsyncClient, behind: Behind) -> None:
    answer = await client.patch(
        f"{PATH}?q=%2Fa&q=b", content=b"\x00some", headers={"If-Match": '"1"', "X-Own": "kept"}
    )
    assert answer.status_code == 200
    (got,) = behind.got
    assert (got.method, got.target, got.body) == ("PATCH", f"{THERE}?q=%2Fa&q=b", b"\x00some")
    assert got.values("if-match") == ['"1"']
    assert got.values("x-own") == ["kept"]
    assert got.values("x-request-id") == [answer.headers["X-Request-ID"]]
    assert got.values("x-forwarded-for") == ["127.0.0.1"]
    assert got.values("x-forwarded-proto") == ["http"]
    assert got.values("x-forwarded-host") == [f"127.0.0.1:{client.base_url.port}"]
    assert got.values("via") == ["1.1 gateway-service"]
    assert got.values("host") == [behind.url.removeprefix("http://")]
    assert 0 < int(got.values("x-request-timeout-ms")[0]) <= 500


async def test_body_is_not_gathered(client: httpx2.AsyncClient, behind: Behind) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"one", b"two"):
            yield piece

    assert (await client.post(PATH, content=pieces())).status_code == 200
    assert behind.got[0].body == b"onetwo"
    assert behind.got[0].values("transfer-encoding") == ["chunked"]


async def test_answer_comes_as_it_is_made(client: httpx2.AsyncClient, behind: Behind) -> None:
    behind.replies[THERE] = answers_without_end
    async with client.stream("GET", PATH) as answer:
        events = answer.aiter_bytes()
        assert await anext(events)
        assert await anext(events)
    assert await asyncio.to_thread(behind.gone.wait, SOON), "the service is told that nobody waits"


async def test_client_that_goes_away_ends_the_call(
    client: httpx2.AsyncClient, behind: Behind
) -> None:
    behind.replies[THERE] = hangs
    with pytest.raises(httpx2.ReadTimeout):
        await client.get(PATH, timeout=0.1)
    assert await asyncio.to_thread(behind.gone.wait, SOON)


async def test_client_that_goes_away_while_it_sends_is_no_failure_of_the_service(
    address: tuple[str, int], client: httpx2.AsyncClient, behind: Behind
) -> None:
    for _ in range(10):
        _, writer = await asyncio.open_connection(*address)
        head = f"POST {PATH} HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nhalf"
        writer.write(head.encode())
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.close()
    assert await asyncio.to_thread(behind.gone.wait, SOON)
    assert (await client.get(PATH)).status_code == 200


async def test_head_stays_head(client: httpx2.AsyncClient, behind: Behind) -> None:
    behind.replies[THERE] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    answer = await client.head(PATH)
    assert (answer.headers["Content-Length"], answer.content) == ("5", b"")
    assert behind.got[0].method == "HEAD"


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified", "404 Not Found"])
async def test_status_is_passed_on(client: httpx2.AsyncClient, behind: Behind, status: str) -> None:
    behind.replies[THERE] = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()
    assert (await client.get(PATH)).status_code == int(status[:3])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (f"{THERE}/1?a=b", f"{PATH}/1?a=b"),
        ("https://elsewhere.example/1", "https://elsewhere.example/1"),
        ("/nowhere/1", "/nowhere/1"),
        ("//elsewhere.example", "//elsewhere.example"),
    ],
)
async def test_location_is_one_that_clients_know(
    client: httpx2.AsyncClient, behind: Behind, given: str, told: str
) -> None:
    behind.replies[THERE] = answer("", "201 Created", f"Location: {given}")
    assert (await client.post(PATH)).headers["Location"] == told


async def test_what_is_for_one_hop_is_not_passed_on(
    client: httpx2.AsyncClient, behind: Behind
) -> None:
    sent = {"Connection": "X-Once, keep-alive", "X-Once": "1", "TE": "trailers", "Upgrade": "x"}
    behind.replies[THERE] = answer("", "200 OK", "Connection: X-Back", "X-Back: 1", "X-Kept: 1")
    told = (await client.get(PATH, headers=sent)).headers
    (got,) = behind.got
    assert not [got.values(name) for name in ("x-once", "te", "upgrade") if got.values(name)]
    assert ("x-back" in told, "x-kept" in told) == (False, True)


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (hangs, 504),
        (trickles, 504),
        (b"", 502),
        (b"hello\r\n\r\n", 502),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 502),
        (b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200_000, 502),
    ],
    ids=["hangs", "trickles", "resets", "garbage", "two lengths", "head without end"],
)
async def test_failure_of_a_service_has_a_status(
    client: httpx2.AsyncClient, behind: Behind, reply: Reply, status: int
) -> None:
    behind.replies[THERE] = reply
    started = time.monotonic()
    failed = await client.post(PATH)
    assert failed.status_code == status
    assert failed.headers["Content-Type"] == "application/problem+json"
    assert failed.json()["request_id"] == failed.headers["X-Request-ID"]
    assert time.monotonic() - started < SOON
    assert len(behind.got) == 1, "nothing is sent twice"


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nhalf",
        HEAD[:-2] + b"Connection: close\r\n\r\n" + chunk(b"half"),
        HEAD + b"nonsense\r\n",
    ],
    ids=["by length", "in chunks", "garbage"],
)
async def test_answer_that_is_cut_stays_cut(
    client: httpx2.AsyncClient, behind: Behind, reply: bytes
) -> None:
    behind.replies[THERE] = reply
    with pytest.raises(httpx2.RemoteProtocolError):
        await client.get(PATH)


async def test_service_that_takes_no_connection_is_unavailable(
    client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def locate(*_: object) -> list[str]:
        return ["http://127.0.0.1:9"]

    monkeypatch.setattr(KnownLocations, "locate", locate)
    for _ in range(8):
        away = await client.get(PATH)
        assert (away.status_code, away.headers["Retry-After"]) == (503, "1")


async def test_replica_that_takes_no_connection_is_passed_over(
    client: httpx2.AsyncClient, behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def locate(*_: object) -> list[str]:
        return ["http://127.0.0.1:9", behind.url]

    monkeypatch.setattr(KnownLocations, "locate", locate)
    assert [(await client.get(PATH)).status_code for _ in range(2)] == [200, 200]


async def test_service_that_keeps_failing_is_not_asked(
    client: httpx2.AsyncClient, behind: Behind
) -> None:
    behind.replies[THERE] = answer("", "503 Service Unavailable")
    statuses = [(await client.get(PATH)).status_code for _ in range(20)]
    assert set(statuses) == {503}
    assert len(behind.got) < 10


async def test_deadline_of_a_client_ends_the_call(
    client: httpx2.AsyncClient, behind: Behind
) -> None:
    behind.replies[THERE] = hangs
    late = await client.get(PATH, headers={"X-Request-Timeout-Ms": "50"})
    assert late.status_code == 504
    assert int(behind.got[0].values("x-request-timeout-ms")[0]) <= 50


async def test_answer_that_pauses_for_too_long_is_cut(
    client: httpx2.AsyncClient, behind: Behind
) -> None:
    async def pauses(_: Got) -> AsyncIterator[bytes]:
        yield HEAD + chunk(b"some")
        await asyncio.sleep(SOON)

    behind.replies[THERE] = pauses
    with pytest.raises(httpx2.RemoteProtocolError):
        await client.get(PATH)


async def test_too_large_body_is_refused(client: httpx2.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    refused = await client.post(PATH, content=pieces())
    assert (refused.status_code, refused.json()["status"]) == (413, 413)


async def test_path_without_a_route_is_not_found(client: httpx2.AsyncClient) -> None:
    nowhere = await client.get("/nowhere")
    assert (nowhere.status_code, nowhere.json()["status"]) == (404, 404)


async def test_echo_is_json(client: httpx2.AsyncClient) -> None:
    assert json.loads((await client.get(PATH)).content)["target"] == THERE
