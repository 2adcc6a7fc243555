"""The clients of the chaos run do notice what they are there for."""

import asyncio
import itertools
import json
import random
import uuid
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.components.clients import Client, Report

Entries = dict[str, dict[str, Any]]


class Ledger:
    """A service in memory that keeps its word, but for what a test makes of it."""

    def __init__(self) -> None:
        self.entries: Entries = {}
        self.keys: dict[str, dict[str, Any]] = {}
        self.answered = 0

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.answered += 1
        entry_id = request.url.path.removeprefix("/entries").strip("/")
        if request.method == "POST":
            return self.create(request)
        if not entry_id:
            items = [e for e in self.entries.values() if e["account"] == request.url.params["account"]]
            return httpx2.Response(200, json={"items": items, "next_cursor": None})
        if entry_id not in self.entries:
            return httpx2.Response(404, json={})
        if request.method == "GET":
            return httpx2.Response(200, json=self.entries[entry_id])
        if request.method == "DELETE":
            return self.delete(entry_id)
        return self.change(entry_id, request)

    def create(self, request: httpx2.Request) -> httpx2.Response:
        key = request.headers["Idempotency-Key"]
        if key not in self.keys:
            new = {**_json(request), "id": uuid.uuid4().hex, "version": 1, "balance": 0}
            self.keys[key] = self.entries[new["id"]] = new
        return httpx2.Response(201, json=self.keys[key])

    def change(self, entry_id: str, request: httpx2.Request) -> httpx2.Response:
        stored = self.entries[entry_id]
        self.entries[entry_id] = {**stored, **_json(request), "version": stored["version"] + 1}
        return httpx2.Response(200, json=self.entries[entry_id])

    def delete(self, entry_id: str) -> httpx2.Response:
        del self.entries[entry_id]
        return httpx2.Response(204)


class Fails(Ledger):
    def answer(self, request: httpx2.Request) -> httpx2.Response:
        return super().answer(request) if self.answered < 40 else httpx2.Response(500, json={})


class SaysNotWhenToComeAgain(Ledger):
    def create(self, request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(503, json={}) if self.answered % 5 == 0 else super().create(request)


class LosesAnEntry(Ledger):
    def create(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().create(request)
        if len(self.keys) == 9:
            self.entries.pop(answer.json()["id"], None)
        return answer


class LosesAChange(Ledger):
    def change(self, entry_id: str, request: httpx2.Request) -> httpx2.Response:
        before = self.entries[entry_id]
        answer = super().change(entry_id, request)
        if self.answered > 40:
            self.entries[entry_id] = before
        return answer


class LosesARemoval(Ledger):
    def delete(self, entry_id: str) -> httpx2.Response:
        return httpx2.Response(204)


class MakesTwo(Ledger):
    def create(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().create(request)
        if len(self.keys) == 9:
            twin = {**answer.json(), "id": uuid.uuid4().hex}
            self.entries[twin["id"]] = twin
        return answer


class MakesTwoWhenAskedAgain(Ledger):
    """It has forgotten the key of a request that it said it could not do."""

    def create(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().create(request)
        if self.answered % 5 == 0:
            self.keys.clear()
            return httpx2.Response(503, json={}, headers={"Retry-After": "1"})
        return answer


def work(ledger: Ledger) -> list[str]:
    """What a client finds wrong with 100 requests of it, and at the end."""

    async def run() -> list[str]:
        report, requests = Report(), itertools.count()
        transport = httpx2.MockTransport(ledger.answer)
        async with httpx2.AsyncClient(base_url="http://ledger", transport=transport) as http:
            client = Client("one", http, report, random.Random(1), pause=0, cuts=False)  # noqa: S311
            await client.work_until(lambda: next(requests) >= 100)
            await client.check()
        return report.wrong

    return asyncio.run(run())


def test_nothing_is_wrong_with_one_that_keeps_its_word() -> None:
    assert work(Ledger()) == []


@pytest.mark.parametrize(
    "kind",
    [Fails, SaysNotWhenToComeAgain, LosesAnEntry, LosesAChange, LosesARemoval, MakesTwo, MakesTwoWhenAskedAgain],
)
def test_notices(kind: Callable[[], Ledger]) -> None:
    assert work(kind()) != []


def _json(request: httpx2.Request) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(request.content)
    return found
