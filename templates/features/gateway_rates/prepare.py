"""Where the requests of callers are counted."""

from collections.abc import Iterator

from scaffold.graph.model import Edge
from scaffold.spec.model import Spec


def graph(spec: Spec) -> Iterator[Edge]:
    """Draw that they are counted in Redis."""
    yield Edge(spec.name, "broker:redis", "uses", "rate limits")
