"""Where a service keeps what it stores."""

from collections.abc import Iterator

from scaffold.graph.model import Edge, Node
from scaffold.spec.model import Spec


def graph(spec: Spec) -> Iterator[Node | Edge]:
    """Draw the service's own database, which another feature may put its own in the place of."""
    yield Node(f"store:{spec.name}", "store", "SQLite")
    yield Edge(spec.name, f"store:{spec.name}", "uses")
