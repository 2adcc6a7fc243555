"""Where the cache is, and how many jobs run beside requests."""

from collections.abc import Iterator
from typing import NamedTuple

from scaffold.graph.model import Edge
from scaffold.spec.model import Spec


class Cache(NamedTuple):
    """What the manifest's settings read."""

    shared: bool
    """Whether replicas share it."""
    workers: int
    """How many jobs run at once; none means that they are done at once."""


def prepare(spec: Spec) -> Iterator[tuple[str, Cache]]:
    """Yield what the manifest's settings read."""
    performance, config = spec.values["service_performance"], spec.values["performance_config"]
    workers = int(str(config["async_workers"])) if performance["async_processing"] else 0
    yield "cache", Cache(shared=config["redis_cache"] == "distributed", workers=workers)


def graph(spec: Spec) -> Iterator[Edge]:
    """Draw where replicas share their cache."""
    if spec.values["performance_config"]["redis_cache"] == "distributed":
        yield Edge(spec.name, "broker:redis", "uses", "cache")
