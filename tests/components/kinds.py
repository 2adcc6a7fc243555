"""One request of each kind, all sent at the same time, each on a connection of its own."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.components.running import Running

READING = ("get", "list")
WRITING = ("post", "post with key", "patch", "delete")

DONE = {"get": 200, "list": 200, "post": 201, "post with key": 201, "patch": 200, "delete": 204}
"""The status of each, where nothing is wrong."""

PATIENCE = 30
"""Seconds after which a client takes the service for dead."""


@dataclass(frozen=True)
class Answer:
    """What a request was answered, and how long that took."""

    status: int
    headers: httpx2.Headers
    body: Any
    seconds: float


@dataclass(frozen=True)
class RequestsOfEachKind:
    """They are about users that exist: one to read, one to change and one to remove."""

    url: str
    users: tuple[str, ...]

    @classmethod
    def prepare(cls, service: Running) -> "RequestsOfEachKind":
        """Make the users."""
        made = [service.post("/users", new_user()) for _ in range(3)]
        assert [answer.status_code for answer in made] == [201] * 3
        return cls(service.url, tuple(answer.json()["id"] for answer in made))

    def send(self, *kinds: str) -> dict[str, Answer]:
        """Send one of each kind, or of these; return the answers by kind."""
        read, changed, removed = (f"/users/{user}" for user in self.users)
        any_version = {"If-Match": "*"}
        requests: dict[str, tuple[str, str, dict[str, Any]]] = {
            "get": ("GET", read, {}),
            "list": ("GET", "/users", {}),
            "post": ("POST", "/users", {"json": new_user()}),
            "post with key": (
                "POST",
                "/users",
                {"json": new_user(), "headers": {"Idempotency-Key": str(time.time_ns())}},
            ),
            "patch": ("PATCH", changed, {"json": {"logins": time.time_ns() % 1_000_000}, "headers": any_version}),
            "delete": ("DELETE", removed, {"headers": any_version}),
        }
        with ThreadPoolExecutor(len(requests)) as clients:
            sent = {kind: clients.submit(self._send, *requests[kind]) for kind in kinds or requests}
        return {kind: answer.result() for kind, answer in sent.items()}

    def _send(self, method: str, path: str, request: dict[str, Any]) -> Answer:
        started = time.monotonic()
        answer = httpx2.request(method, self.url + path, timeout=PATIENCE, **request)
        body = answer.json() if answer.content else None
        return Answer(answer.status_code, answer.headers, body, time.monotonic() - started)


def new_user() -> dict[str, str]:
    """A user whom nobody else is like."""
    return {"email": f"user{time.time_ns()}@example.com", "full_name": "Ada Lovelace"}


def assert_unavailable(answers: dict[str, Answer], *, seconds: float) -> None:
    """Each says that it is not now, and to come again, in time."""
    assert {kind: answer.status for kind, answer in answers.items()} == dict.fromkeys(answers, 503)
    for kind, answer in answers.items():
        assert answer.headers["Content-Type"] == "application/problem+json", kind
        assert int(answer.headers["Retry-After"]) > 0, kind
        assert answer.body["type"] == "urn:problem:unavailable", kind
        assert answer.seconds < seconds, kind


def assert_done(answers: dict[str, Answer]) -> None:
    """Each is answered as if nothing had been."""
    assert {kind: answer.status for kind, answer in answers.items()} == {kind: DONE[kind] for kind in answers}
