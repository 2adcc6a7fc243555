"""Where other services are."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Protocol, Self

import structlog

from full_service.config import Settings, variable
from full_service.models.errors import UnavailableError
from full_service.repositories.consul import open_consul
from full_service.repositories.consul_locations import ConsulLocations

SERVICES = [
    "stock-service",
]
"""The services that requests are sent to."""

log = structlog.get_logger(__name__)


class Locations(Protocol):
    """Finds the replicas of other services."""

    async def locate(self, service: str) -> Sequence[str]:
        """Return the base URLs of a service's replicas; raise `UnavailableError` if none is known."""
        ...


class KnownLocations:
    """One address for each service, as the settings have it."""

    def __init__(self, urls: Mapping[str, str | None]) -> None:
        self._urls = urls

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Take what the settings have; a service without a URL of its own has the one for all."""
        own = {name: getattr(settings, _setting(name)) for name in SERVICES}
        return cls({name: url or settings.service_base_url for name, url in own.items()})

    async def locate(self, service: str) -> Sequence[str]:
        """Return the address; raise `UnavailableError` if there is none."""
        url = self._urls.get(service)
        if url is None:
            missing = LookupError(f"{variable(_setting(service))} is not set")
            raise UnavailableError(service) from missing
        return [url]

    def tell_of_missing(self) -> None:
        """Log which services have no address."""
        missing = [variable(_setting(name)) for name, url in self._urls.items() if url is None]
        if missing:
            log.warning("services have no address, so that calls to them fail", not_set=missing)


class Rotation:
    """Takes the replicas of each service in turn."""

    def __init__(self) -> None:
        self._turns: Counter[str] = Counter()

    def choose(self, service: str, urls: Sequence[str]) -> str:
        """Return the next one's address."""
        self._turns[service] += 1
        return urls[self._turns[service] % len(urls)]


@asynccontextmanager
async def open_locations(settings: Settings) -> AsyncIterator[Locations]:
    """Find services as the settings say, while the block runs."""
    known = KnownLocations.of(settings)
    consul = open_consul(settings)
    if consul is not None:
        async with aclosing(ConsulLocations(consul, known.locate)) as found:
            yield found
        return
    known.tell_of_missing()
    yield known


def _setting(service: str) -> str:
    return f"{service.replace('-', '_')}_url"
