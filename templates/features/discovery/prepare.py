"""Where Consul's URL comes from, and how it is used."""

from collections.abc import Iterator
from typing import NamedTuple

from scaffold.graph.model import Edge, Node
from scaffold.spec.model import Duration, Reference, Spec


class Consul(NamedTuple):
    """What the templates read."""

    env: str
    """The environment variable that holds the URL."""
    ttl: str
    """Seconds that a registration holds without a sign of life, as Python writes them; the others too."""
    interval: str
    deregister_after: str
    healthy: bool
    """Whether only healthy replicas are called."""
    balanced: bool
    """Whether calls are shared between replicas."""


def prepare(spec: Spec) -> Iterator[tuple[str, Consul]]:
    """Yield what the templates read."""
    config, registry = spec.values.get("registry_config", {}), spec.values.get("service_registry", {})
    url = config.get("consul_url")
    yield (
        "consul",
        Consul(
            env=url.name if isinstance(url, Reference) else "CONSUL_URL",
            ttl=_seconds(config.get("service_ttl"), 30),
            interval=_seconds(config.get("health_check_interval"), 10),
            deregister_after=_seconds(config.get("deregister_after"), 60),
            healthy=registry.get("health_checks") is not False,
            balanced=registry.get("load_balancing") is not False,
        ),
    )


def _seconds(value: object, otherwise: float) -> str:
    seconds = value.seconds if isinstance(value, Duration) else otherwise
    return str(int(seconds)) if seconds == int(seconds) else str(seconds)


def graph(spec: Spec) -> Iterator[Node | Edge]:
    """Draw Consul, which tells where other services are."""
    yield Node("registry:consul", "registry", "Consul")
    yield Edge(spec.name, "registry:consul", "uses", "finds others")
