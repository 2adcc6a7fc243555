"""Other services, found in Consul: in the stand-in, or in the real one of `TEST_CONSUL_URL`."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from uuid import uuid4

import pytest
import structlog

from full_service.config import Settings
from full_service.models.errors import UnavailableError
from full_service.repositories import consul_locations
from full_service.repositories.consul import Consul
from full_service.repositories.consul_locations import ConsulLocations
from full_service.repositories.locations import Locations, open_locations
from tests.consul import Catalogue, StandIn, any_consul
from tests.serving import served

ONE, TWO = "http://127.0.0.1:8001", "http://127.0.0.1:8002"
ELSEWHERE = "http://elsewhere.example"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consul_locations, "LEAST_SECONDS", 0.01)
    monkeypatch.setattr(consul_locations, "WAIT_SECONDS", 0.2)


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    with any_consul() as catalogue:
        yield catalogue


@pytest.fixture
def name() -> str:
    return f"shop-{uuid4().hex}"


async def elsewhere(service: str) -> Sequence[str]:
    """Find a service where Consul does not know it."""
    if service.startswith("nobody"):
        raise UnavailableError(service)
    return [ELSEWHERE]


@asynccontextmanager
async def in_consul(url: str) -> AsyncIterator[Locations]:
    async with aclosing(ConsulLocations(Consul(url, 2), elsewhere)) as locations:
        yield locations


async def found(locations: Locations, service: str, *urls: str) -> None:
    """Wait until these are found."""
    async with asyncio.timeout(10):
        while list(await locations.locate(service)) != list(urls):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)


async def test_replicas_come_and_go(name: str, catalogue: Catalogue) -> None:
    catalogue.add(name, f"{name}-2", 8002)
    async with in_consul(catalogue.url) as locations:
        assert await locations.locate(name) == [TWO]
        catalogue.add(name, f"{name}-1", 8001)
        await found(locations, name, ONE, TWO)
        for state in ("critical", "warning", "passing"):
            catalogue.mark(f"{name}-1", state)
            urls = [TWO] if state == "critical" else [ONE, TWO]
            await found(locations, name, *urls)
        catalogue.remove(f"{name}-1")
        await found(locations, name, TWO)
        catalogue.remove(f"{name}-2")
        await found(locations, name, ELSEWHERE)


async def test_service_that_consul_does_not_know(name: str, catalogue: Catalogue) -> None:
    async with in_consul(catalogue.url) as locations:
        assert await locations.locate(name) == [ELSEWHERE]
        with pytest.raises(UnavailableError):
            await locations.locate(f"nobody-{name}")


@pytest.mark.parametrize(
    ("address", "url"), [("::1", "http://[::1]:80"), ("shop.example", "http://shop.example:80")]
)
async def test_addresses(name: str, catalogue: Catalogue, address: str, url: str) -> None:
    catalogue.add(name, f"{name}-1", 80, address)
    async with in_consul(catalogue.url) as locations:
        assert await locations.locate(name) == [url]


async def test_replica_without_an_address_has_that_of_its_node(name: str) -> None:
    with served(StandIn().app) as url:
        Catalogue(url).add(name, f"{name}-1", 80, "")
        async with in_consul(url) as locations:
            assert await locations.locate(name) == ["http://127.0.0.9:80"]


async def test_replicas_stay_known_while_consul_is_away(name: str) -> None:
    stand_in = StandIn()
    with structlog.testing.capture_logs() as logs, served(stand_in.app) as url:
        catalogue = Catalogue(url)
        catalogue.add(name, f"{name}-1", 8001)
        async with in_consul(url) as locations:
            assert await locations.locate(name) == [ONE]
            stand_in.is_broken = True
            await asyncio.sleep(0.5)
            assert await locations.locate(name) == [ONE]
            stand_in.is_broken = False
            catalogue.remove(f"{name}-1")
            await found(locations, name, ELSEWHERE)
    assert [line["event"] for line in logs] == [
        "replicas stay as known",
        "replicas are looked up again",
    ]


async def test_consul_that_began_anew_is_not_believed_at_once(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consul_locations, "DOUBT_SECONDS", 1)
    stand_in = StandIn()
    with served(stand_in.app) as url:
        Catalogue(url).add(name, f"{name}-1", 8001)
        async with in_consul(url) as locations:
            assert await locations.locate(name) == [ONE]
            stand_in.empty()
            await asyncio.sleep(0.5)
            assert await locations.locate(name) == [ONE]
            await found(locations, name, ELSEWHERE)


async def test_consul_is_away_from_the_start(name: str) -> None:
    async with in_consul("http://127.0.0.1:9") as locations:
        assert await locations.locate(name) == [ELSEWHERE]


async def test_settings_say_where_to_look(name: str, catalogue: Catalogue) -> None:
    catalogue.add(name, f"{name}-1", 8001)
    settings = Settings(consul_url=catalogue.url)
    async with open_locations(settings) as locations:
        assert await locations.locate(name) == [ONE]
