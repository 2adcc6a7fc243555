"""A server that takes a part of Consul's API, and what asks one for its catalogue."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx2
from fastapi import FastAPI, Request, Response

from tests.serving import served

LEADER = "127.0.0.1:8300"
KNOWN = {
    "CheckID",
    "DeregisterCriticalServiceAfter",
    "HTTP",
    "Interval",
    "Name",
    "Status",
    "TTL",
    "Timeout",
}
"""What may be said of a check."""


class StandIn:
    """Knows services and their checks until it is emptied; nobody's time runs out."""

    def __init__(self, token: str = "") -> None:
        self.leader = LEADER
        self.is_broken = False
        self.index = 1
        self._token = token
        self._services: dict[str, dict[str, Any]] = {}
        self._changed = asyncio.Condition()
        self.app = FastAPI()
        self.app.middleware("http")(self._guard)
        agent = "/v1/agent"
        self.app.get("/v1/status/leader")(self._leader)
        self.app.get("/v1/health/service/{name}")(self._find)
        self.app.get(f"{agent}/service/{{replica_id}}")(self._show)
        self.app.put(f"{agent}/service/register")(self._register)
        self.app.put(f"{agent}/service/deregister/{{replica_id}}")(self._deregister)
        self.app.put(f"{agent}/check/update/{{check_id}}")(self._update)

    def empty(self) -> None:
        """Forget all, as a server without a disk does when it is started again."""
        self._services.clear()
        self.index = 1

    async def _guard(self, request: Request, call_next: Any) -> Response:  # noqa: ANN401 - Starlette's
        if self.is_broken:
            return Response("<html>", headers={"X-Consul-Index": "7"})
        if request.headers.get("X-Consul-Token", "") != self._token:
            return Response("Permission denied", 403)
        answer: Response = await call_next(request)
        return answer

    async def _leader(self) -> str:
        return self.leader

    async def _show(self, replica_id: str) -> Any:  # noqa: ANN401 - JSON
        found = self._services.get(replica_id)
        return Response(f"unknown service ID: {replica_id}", 404) if found is None else found

    async def _find(self, name: str, response: Response, index: int = 0, wait: str = "5s") -> Any:  # noqa: ANN401
        async with self._changed:
            try:
                async with asyncio.timeout(float(wait.removesuffix("s"))):
                    await self._changed.wait_for(lambda: self.index != index)
            except TimeoutError:
                pass
        response.headers["X-Consul-Index"] = str(self.index)
        return [
            {"Node": {"Address": "127.0.0.9"}, "Service": each, "Checks": list(each["Checks"])}
            for each in self._services.values()
            if each["Service"] == name
        ]

    async def _register(self, request: Request) -> Response:
        body = await request.json()
        if not all(KNOWN.issuperset(check) for check in body["Checks"]):
            return Response("Request decode failed", 400)
        checks = [{"Status": "critical", **check} for check in body["Checks"]]
        self._services[body["ID"]] = {**body, "Service": body["Name"], "Checks": checks}
        await self._tell()
        return Response()

    async def _deregister(self, replica_id: str) -> Response:
        if self._services.pop(replica_id, None) is None:
            return Response(f"Unknown service ID {replica_id!r}", 404)
        await self._tell()
        return Response()

    async def _update(self, check_id: str, state: dict[str, str]) -> Response:
        for service in self._services.values():
            for check in service["Checks"]:
                if check["CheckID"] == check_id:
                    check.update(state)
                    await self._tell()
                    return Response()
        return Response(f"Unknown check ID {check_id!r}", 404)

    async def _tell(self) -> None:
        async with self._changed:
            self.index += 1
            self._changed.notify_all()


class Catalogue:
    """What a Consul knows, be it the stand-in or a real one."""

    def __init__(self, url: str) -> None:
        self.url = url

    def replica(self, replica_id: str) -> Mapping[str, Any] | None:
        """Return what was registered by an id."""
        answer = httpx2.get(f"{self.url}/v1/agent/service/{replica_id}")
        return None if answer.status_code == 404 else answer.raise_for_status().json()

    def states(self, name: str) -> dict[str, str]:
        """Return the states of the checks of a service's replicas, by the checks' ids."""
        answer = httpx2.get(f"{self.url}/v1/health/service/{name}").raise_for_status()
        checks = [check for entry in answer.json() for check in entry["Checks"]]
        return {check["CheckID"]: check["Status"] for check in checks}

    def add(self, name: str, replica_id: str, port: int, address: str = "127.0.0.1") -> None:
        """Register a replica that is well."""
        check = {"CheckID": f"{replica_id}:reports", "TTL": "60s", "Status": "passing"}
        body = {"ID": replica_id, "Name": name, "Address": address, "Port": port, "Checks": [check]}
        httpx2.put(f"{self.url}/v1/agent/service/register", json=body).raise_for_status()

    def mark(self, replica_id: str, state: str) -> None:
        """Let a check of a replica say something else."""
        path = f"/v1/agent/check/update/{replica_id}:reports"
        httpx2.put(f"{self.url}{path}", json={"Status": state}).raise_for_status()

    def remove(self, replica_id: str) -> None:
        """Forget a replica."""
        path = f"/v1/agent/service/deregister/{replica_id}"
        httpx2.put(f"{self.url}{path}").raise_for_status()


@contextmanager
def any_consul() -> Iterator[Catalogue]:
    """Give the Consul that `TEST_CONSUL_URL` names, or else the stand-in."""
    url = os.environ.get("TEST_CONSUL_URL")
    if url:
        yield Catalogue(url)
        return
    with served(StandIn().app) as own:
        yield Catalogue(own)
