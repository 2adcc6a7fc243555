"""What the service's events go over."""

from collections.abc import Iterator

from scaffold.graph.model import Edge
from scaffold.spec.model import Spec


def graph(spec: Spec) -> Iterator[Edge]:
    """Draw that events go over Redis."""
    yield Edge(spec.name, "broker:redis", "uses", "events")
