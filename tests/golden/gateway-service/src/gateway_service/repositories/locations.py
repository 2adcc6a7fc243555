"""Where other services are."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Protocol, Self

import structlog

from gateway_service.config import Settings, variable
from gateway_service.models.errors import UnavailableError

SERVICES = [
    "user-service",
    "order-service",
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
    known.tell_of_missing()
    yield known


def _setting(service: str) -> str:
    return f"{service.replace('-', '_')}_url"
