"""Clients of a ledger that know what they were told, and notice when it is not so."""

import asyncio
import itertools
import json
import random
import struct
import threading
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from socket import SO_LINGER, SOL_SOCKET
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2

PATH = "/entries"
PAUSE = 0.05
"""Seconds at most between two requests of one client."""
RETRY = 0.2
GIVE_UP = 90
"""Seconds after which a request that is tried again and again is taken for one that is never done."""

State = tuple[int, int] | None
"""The version and the balance of an entry; None when it is gone."""


class WrongAnswerError(Exception):
    """The service did not keep its word."""


@dataclass
class Report:
    """What happened."""

    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0

    def take(self, method: str, answer: httpx2.Response, seconds: float) -> None:
        """Count an answer."""
        self.answers[f"{method} {answer.status_code}"] += 1
        self.slowest = max(self.slowest, seconds)


@dataclass
class Entry:
    """What a client knows of an entry of its own."""

    number: int
    possible: list[State]
    """More than one after a change that was not answered: it may have been made, or still be made."""


class Client:
    """One client, the only one that writes into its account: what it finds there is what it has written."""

    def __init__(  # noqa: PLR0913 - the last two are for tests of the client
        self,
        account: str,
        http: httpx2.AsyncClient,
        report: Report,
        chance: random.Random,
        *,
        pause: float = PAUSE,
        cuts: bool = True,
    ) -> None:
        self._account = account
        self._http = http
        self._report = report
        self._chance = chance
        self._pause = pause
        self._cuts = cuts
        self._numbers = itertools.count(1)
        self._entries: dict[str, Entry] = {}

    async def work_until(self, done: Callable[[], bool]) -> None:
        """Send one request after another; write down what is wrong, and go on."""
        actions = [self._create, self._create_after_a_cut, self._read, self._list, self._change, self._delete]
        while not done():
            (action,) = self._chance.choices(actions, weights=[4, self._cuts, 4, 1, 6, 2])
            await self._noting(action)
            await asyncio.sleep(self._chance.uniform(0, self._pause))

    async def check(self) -> None:
        """Compare the whole account with what is known."""
        await self._noting(self._compare)

    async def _noting(self, action: Callable[[], Awaitable[None]]) -> None:
        try:
            await action()
        except (WrongAnswerError, httpx2.TransportError) as error:
            self._report.wrong.append(f"{self._account}: {error!r}")

    async def _create(self) -> None:
        await self._create_once(cut=False)

    async def _create_after_a_cut(self) -> None:
        await self._create_once(cut=True)

    async def _create_once(self, *, cut: bool) -> None:
        """Make an entry with a key, however often it takes."""
        new: dict[str, Any] = {"account": self._account, "number": next(self._numbers)}
        headers = {"Idempotency-Key": uuid.UUID(int=self._chance.getrandbits(128)).hex}
        if cut:
            await self._send_and_hang_up(new, headers)
        answer = await self._until_done("POST", PATH, 201, json=new, headers=headers)
        made = answer.json()
        _expect({name: made[name] for name in new} == new, f"sent {new}, got {made}")
        _expect(made["id"] not in self._entries, f"two keys, and one entry: {made}")
        self._entries[made["id"]] = Entry(new["number"], [_state(made)])

    async def _read(self) -> None:
        if not self._entries:
            return
        entry_id, entry = self._chance.choice(list(self._entries.items()))
        answer = await self._send("GET", f"{PATH}/{entry_id}", 200, 404)
        if answer is not None:
            self._found(entry_id, entry, _state(answer.json()) if answer.status_code == 200 else None)

    async def _list(self) -> None:
        parameters: dict[str, Any] = {"account": self._account, "limit": 20}
        seen: dict[str, State] = {}
        while True:
            answer = await self._send("GET", PATH, 200, params=parameters)
            if answer is None:
                return
            page = answer.json()
            for item in page["items"]:
                _expect(item["id"] not in seen, f"listed twice: {item}")
                seen[item["id"]] = _state(item)
            if page["next_cursor"] is None:
                break
            parameters["cursor"] = page["next_cursor"]
        _expect(seen.keys() <= self._entries.keys(), f"nobody made {seen.keys() - self._entries.keys()}")
        for entry_id, entry in list(self._entries.items()):
            self._found(entry_id, entry, seen.get(entry_id))

    async def _change(self) -> None:
        found = self._known()
        if found is None:
            return
        entry_id, entry, (version, _) = found
        balance = self._chance.randrange(1_000_000)
        entry.possible.append((version + 1, balance))
        headers = {"If-Match": f'"{version}"'}
        answer = await self._send("PATCH", f"{PATH}/{entry_id}", 200, json={"balance": balance}, headers=headers)
        if answer is not None:
            self._found(entry_id, entry, _state(answer.json()))
            _expect(entry.possible == [(version + 1, balance)], f"changed to {balance}, answered {answer.text}")

    async def _delete(self) -> None:
        found = self._known()
        if found is None:
            return
        entry_id, entry, (version, _) = found
        entry.possible.append(None)
        answer = await self._send("DELETE", f"{PATH}/{entry_id}", 204, headers={"If-Match": f'"{version}"'})
        if answer is not None:
            del self._entries[entry_id]

    def _known(self) -> tuple[str, Entry, tuple[int, int]] | None:
        """Choose an entry of which all is known."""
        known = [
            (entry_id, entry, entry.possible[0])
            for entry_id, entry in self._entries.items()
            if len(entry.possible) == 1 and entry.possible[0] is not None
        ]
        return self._chance.choice(known) if known else None

    def _found(self, entry_id: str, entry: Entry, state: State) -> None:
        """Compare; the later of two possible states rules out the one before, which may still give way to it."""
        _expect(state in entry.possible, f"{self._account} {entry.number}: {state}, expected one of {entry.possible}")
        entry.possible = entry.possible[entry.possible.index(state) :]
        if entry.possible == [None]:
            del self._entries[entry_id]

    async def _compare(self) -> None:
        """Nothing waits any more: each change was made, or will never be."""
        listed: list[dict[str, Any]] = []
        parameters: dict[str, Any] = {"account": self._account, "limit": 100}
        while "cursor" not in parameters or parameters["cursor"]:
            page = (await self._until_done("GET", PATH, 200, params=parameters)).json()
            listed += page["items"]
            parameters["cursor"] = page["next_cursor"]
        numbers = Counter(item["number"] for item in listed)
        _expect(max(numbers.values(), default=1) == 1, f"made twice: {numbers.most_common(3)}")
        stored = {item["id"]: _state(item) for item in listed}
        _expect(stored.keys() <= self._entries.keys(), f"nobody made {stored.keys() - self._entries.keys()}")
        for entry_id, entry in list(self._entries.items()):
            self._found(entry_id, entry, stored.get(entry_id))

    async def _until_done(self, method: str, path: str, status: int, **request: Any) -> httpx2.Response:
        deadline = time.monotonic() + GIVE_UP
        while time.monotonic() < deadline:
            answer = await self._send(method, path, status, **request)
            if answer is not None:
                return answer
            await asyncio.sleep(RETRY)
        raise WrongAnswerError(f"{method} {path} was not done within {GIVE_UP} s")

    async def _send(self, method: str, path: str, *expected: int, **request: Any) -> httpx2.Response | None:
        """Send it once. None: not now, which the service says as it should."""
        started = time.monotonic()
        answer = await self._http.request(method, path, **request)
        self._report.take(method, answer, time.monotonic() - started)
        if answer.status_code in expected:
            return answer
        problem = answer.json()
        in_progress = problem.get("type") == "urn:problem:request-in-progress"
        _expect(answer.status_code == 503 or in_progress, f"{method} {path}: {answer.status_code} {answer.text}")
        _expect("Retry-After" in answer.headers, f"no Retry-After: {answer.headers}")
        return None

    async def _send_and_hang_up(self, new: object, headers: dict[str, str]) -> None:
        """Send a POST, or the beginning of it, and break the connection without having read a word."""
        target = urlsplit(str(self._http.base_url))
        body = json.dumps(new)
        lines = [f"POST {PATH} HTTP/1.1", f"Host: {target.netloc}", "Content-Type: application/json"]
        lines += [f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in headers.items()), "", body]
        content = "\r\n".join(lines).encode()
        _, writer = await asyncio.open_connection(target.hostname, target.port)
        writer.write(content[: self._chance.choice([len(content), len(content), len(content) - 1])])
        await writer.drain()
        await asyncio.sleep(self._chance.uniform(0, 0.02))
        if self._chance.random() < 0.5:
            writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        writer.close()


def _state(item: dict[str, Any]) -> State:
    return item["version"], item["balance"]


def _expect(condition: bool, otherwise: str) -> None:  # noqa: FBT001 - as `assert` has it
    if not condition:
        raise WrongAnswerError(otherwise)


class Crowd:
    """Clients at work in a thread of their own."""

    def __init__(self, url: str, clients: int, seed: int) -> None:
        self.report = Report()
        self._url = url
        self._clients = clients
        self._seed = seed
        self._done = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._work()))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def work(self, seconds: float) -> None:
        """Wait while they are at work."""
        self._done.wait(seconds)

    def finish(self) -> Report:
        """Let each client finish what it has begun, and compare what is stored with what it knows."""
        self._done.set()
        self._thread.join()
        return self.report

    async def _work(self) -> None:
        async with httpx2.AsyncClient(
            base_url=self._url, timeout=GIVE_UP, limits=httpx2.Limits(max_connections=None)
        ) as http:
            clients = [
                Client(f"account-{number}", http, self.report, random.Random(f"{self._seed} {number}"))  # noqa: S311
                for number in range(self._clients)
            ]
            await asyncio.gather(*(client.work_until(self._done.is_set) for client in clients))
            await asyncio.gather(*(client.check() for client in clients))
