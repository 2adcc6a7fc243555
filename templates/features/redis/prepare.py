"""Where the URL of Redis comes from, and whether the service's health tells of it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from scaffold.graph.model import Node
from scaffold.spec.model import Reference, Spec


class Redis(NamedTuple):
    """What the templates read."""

    env: str
    """The environment variable that holds the URL."""
    watched: bool
    """Whether the service's health tells of it."""


def prepare(spec: Spec) -> Iterator[tuple[str, Redis]]:
    """Yield what the templates read."""
    url = _section(spec, "service_config").get("redis_url")
    health = cast("list[str]", _section(spec, "health_config").get("dependencies", []))
    yield (
        "redis",
        Redis(
            env=url.name if isinstance(url, Reference) else "REDIS_URL",
            watched=_section(spec, "health_checks").get("dependencies") is True and "redis" in health,
        ),
    )


def _section(spec: Spec, name: str) -> Mapping[str, object]:
    return spec.values.get(name, {})


def graph(spec: Spec) -> Iterator[Node]:  # noqa: ARG001  every feature's signature
    """Draw Redis; what it is for, the features say that use it."""
    yield Node("broker:redis", "broker", "Redis")
