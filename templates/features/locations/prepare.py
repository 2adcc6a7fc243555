"""The other services that a service sends requests to, and where their addresses come from."""

from collections.abc import Iterator
from typing import NamedTuple

from scaffold.spec.model import Spec


class Locations(NamedTuple):
    """What the templates read."""

    services: tuple[str, ...]
    """The names of the other services."""
    base_variable: str
    """The environment variable with the address of those that have none of their own."""


def prepare(spec: Spec) -> Iterator[tuple[str, object]]:
    """Yield the other services: one by one, for a setting each, and together."""
    yield "each_peer", spec.peers
    names = tuple(peer.name for peer in spec.peers.values())
    base = spec.values.get("rest_client", {}).get("base_url")
    yield "locations", Locations(names, str(getattr(base, "name", "SERVICE_BASE_URL")))
