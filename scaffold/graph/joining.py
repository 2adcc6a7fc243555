"""The graphs of several services as one."""

from collections.abc import Iterable
from typing import get_args

from scaffold.catalog.model import Catalog
from scaffold.graph.drawing import drawn
from scaffold.graph.model import Edge, Graph, Node, NodeKind
from scaffold.spec.model import Spec

_KINDS = {kind: place for place, kind in enumerate(get_args(NodeKind))}


def graph_of(specs: Iterable[Spec], catalog: Catalog) -> Graph:
    """Return one graph of all that these services are and talk to; the order of the specs does not matter.

    The specs must be free of errors, and of services with different names. Raises RenderError.
    """
    nodes: dict[str, Node] = {}
    edges: dict[tuple[str, str, str, str], Edge] = {}
    for spec in sorted(specs, key=lambda spec: spec.name):
        found, joined = drawn(spec, catalog)
        for node in found.values():
            known = nodes.setdefault(node.id, node)
            if known.kind == "outside":
                nodes[node.id] = node
        for edge in joined:
            key = edge[:4]
            edges[key] = _one(edges.get(key, edge), edge)
    return Graph(
        tuple(sorted(nodes.values(), key=lambda node: (_KINDS[node.kind], node.id))),
        tuple(edge for _, edge in sorted(edges.items())),
    )


def _one(first: Edge, second: Edge) -> Edge:
    """Return what two services say of one thing: a contract that either has is one."""
    known = [each.contract for each in (first, second) if each.contract is not None]
    return first._replace(contract=any(known) if known else None, assumed=first.assumed and second.assumed)
