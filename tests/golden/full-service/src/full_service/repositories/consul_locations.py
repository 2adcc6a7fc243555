"""The replicas of other services, as Consul knows them."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from urllib.parse import quote

import structlog
from pydantic import BaseModel, Field, TypeAdapter

from full_service.models.errors import UnavailableError
from full_service.repositories.consul import Consul

WAIT_SECONDS = 30
"""How long Consul may wait for a change before it answers that there was none."""
LEAST_SECONDS = 0.2
"""How soon to ask again: many changes at once are one answer."""
MAX_PAUSE_SECONDS = 10.0
DOUBT_SECONDS = 20
"""How long a Consul that began anew is not believed that there is nobody: replicas come back."""

log = structlog.get_logger(__name__)


class Address(BaseModel):
    """A part of Consul's answers."""

    address: str = Field(alias="Address")


class Registered(Address):
    """What a replica has registered; without an address, it has its node's."""

    port: int = Field(alias="Port")


class Check(BaseModel):
    """What one check of a replica found."""

    status: str = Field(alias="Status")


class Entry(BaseModel):
    """A replica."""

    node: Address = Field(alias="Node")
    service: Registered = Field(alias="Service")
    checks: list[Check] = Field(alias="Checks")

    @property
    def url(self) -> str:
        """Where it answers."""
        address = self.service.address or self.node.address
        host = f"[{address}]" if ":" in address else address
        return f"http://{host}:{self.service.port}"

    @property
    def works(self) -> bool:
        """Whether it takes requests, as one that is degraded does too."""
        return all(check.status != "critical" for check in self.checks)


ENTRIES = TypeAdapter(list[Entry])


class Replicas:
    """The replicas of a service, kept up to date; while Consul is away, as they were."""

    def __init__(self, consul: Consul, service: str) -> None:
        self.urls: Sequence[str] = ()
        self.asked = asyncio.Event()
        """Set when Consul was asked once, whatever came of that."""
        self._consul = consul
        self._service = service
        self._index = 0
        self._newest_index = 0
        self._doubted_until = 0.0
        self._is_away = False

    async def follow(self) -> None:
        """Ask for them, and again as often as Consul tells of a change."""
        pause = LEAST_SECONDS
        while True:
            try:
                await self._ask()
            except UnavailableError as error:
                if not self._is_away:
                    log.warning("replicas stay as known", service=self._service, cause=error.reason)
                self._is_away, self._index = True, 0
                pause = min(2 * pause, MAX_PAUSE_SECONDS)
            else:
                if self._is_away:
                    log.info("replicas are looked up again", service=self._service)
                self._is_away, pause = False, LEAST_SECONDS
            self.asked.set()
            await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - spreads callers

    async def _ask(self) -> None:
        doubt = self._doubted_until - time.monotonic()
        wait = doubt if doubt > 0 else WAIT_SECONDS
        answer = await self._consul.ask(
            "GET",
            f"/v1/health/service/{quote(self._service, safe='')}",
            parameters={"index": str(self._index), "wait": f"{wait:.3f}s", "stale": "true"},
            # Consul adds up to a sixteenth.
            patience=wait * 17 / 16 if self._index else 0,
        )
        try:
            index = int(answer.headers.get("X-Consul-Index", "0"))
            entries = ENTRIES.validate_json(answer.content)
        except ValueError as error:
            raise UnavailableError("service registry") from error
        if index < self._newest_index:
            self._doubted_until = time.monotonic() + DOUBT_SECONDS
        self._index = 0 if index < self._index else index
        self._newest_index = index
        urls = sorted({entry.url for entry in entries if entry.works})
        if urls or time.monotonic() >= self._doubted_until:
            self.urls = urls


class ConsulLocations:
    """Finds services in Consul; those that it does not know, elsewhere."""

    def __init__(
        self, consul: Consul, otherwise: Callable[[str], Awaitable[Sequence[str]]]
    ) -> None:
        self._consul = consul
        self._otherwise = otherwise
        self._replicas: dict[str, Replicas] = {}
        self._following: list[asyncio.Task[None]] = []

    async def locate(self, service: str) -> Sequence[str]:
        """Return the base URLs of a service's replicas; raise `UnavailableError` if none is known."""
        if service not in self._replicas:
            self._replicas[service] = Replicas(self._consul, service)
            self._following.append(asyncio.create_task(self._replicas[service].follow()))
        replicas = self._replicas[service]
        await replicas.asked.wait()
        if not replicas.urls:
            return await self._otherwise(service)
        return replicas.urls

    async def aclose(self) -> None:
        """Follow no changes any more."""
        for task in self._following:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._consul.aclose()
