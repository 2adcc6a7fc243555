import time

import pytest
from fastapi import Request
from pydantic import BaseModel, Field

from full_service.handlers import requests
from full_service.handlers.requests import idempotency_key


class Note(BaseModel):
    text: str
    number: int = Field(default_factory=time.perf_counter_ns)


def request(method: str = "POST", path: str = "/notes", root_path: str = "") -> Request:
    scope = {"type": "http", "method": method, "path": path, "root_path": root_path, "headers": []}
    return Request(scope)


def test_attempt_without_a_key_has_no_name() -> None:
    assert idempotency_key(request(), None, Note(text="a")) is None


def test_defaults_do_not_make_another_attempt() -> None:
    first, again = Note(text="a"), Note(text="a")
    assert first.number != again.number
    assert idempotency_key(request(), "1", first) == idempotency_key(request(), "1", again)


def test_what_was_sent_makes_another_body() -> None:
    first = idempotency_key(request(), "1", Note(text="a", number=1))
    other = idempotency_key(request(), "1", Note(text="a", number=2))
    assert first is not None
    assert other is not None
    assert first.scope == other.scope
    assert first.digest != other.digest


def test_path_of_a_proxy_makes_no_other_attempt() -> None:
    note = Note(text="a", number=1)
    attempts = {
        idempotency_key(request(), "1", note),
        idempotency_key(request(root_path="/shop"), "1", note),
        idempotency_key(request(path="/shop/notes", root_path="/shop"), "1", note),
    }
    assert len(attempts) == 1


def test_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    note = Note(text="a")
    keys = [
        idempotency_key(request(), "1", note),
        idempotency_key(request(), "2", note),
        idempotency_key(request(path="/others"), "1", note),
        idempotency_key(request(method="PUT"), "1", note),
    ]
    monkeypatch.setattr(requests, "CALLER", "somebody")
    keys.append(idempotency_key(request(), "1", note))
    assert len({key.scope for key in keys if key}) == len(keys)
