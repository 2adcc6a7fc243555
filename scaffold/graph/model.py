"""Services and what they talk to, as nodes and edges."""

from typing import Literal, NamedTuple

NodeKind = Literal["service", "outside", "balancer", "route", "store", "broker", "registry", "event", "saga"]
"""What a node is; `outside` is a service that another one names, and whose own spec is not among those drawn."""
EdgeKind = Literal["serves", "routes", "calls", "publishes", "listens", "uses", "step"]


class Node(NamedTuple):
    """Something that is drawn. Of a service, `id` is its name; of all else, `KIND:` and a name that no other has."""

    id: str
    kind: NodeKind
    title: str


class Edge(NamedTuple):
    """What one node has to do with another.

    `contract` is whether one holds both sides to it, and None where there can be none. An `assumed` edge is what the
    spec of one service supposes of another: it gives way to the same edge of that one's own spec. `said` is the path of
    keys in the spec that says so, if it is one.
    """

    source: str
    target: str
    kind: EdgeKind
    label: str = ""
    contract: bool | None = None
    assumed: bool = False
    said: tuple[str, ...] = ()


class Graph(NamedTuple):
    """Nodes, each once, and edges between them, in an order that depends on nothing but them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
