"""A graph as a flowchart of Mermaid, which GitHub, GitLab and editors draw."""

import re
from collections.abc import Iterator, Mapping

from scaffold.graph.model import Edge, Graph, Node, NodeKind

_SHAPES: Mapping[NodeKind, tuple[str, str]] = {
    "service": ("[", "]"),
    "outside": ("[", "]:::outside"),
    "balancer": ("{{", "}}"),
    "route": ("([", "])"),
    "store": ("[(", ")]"),
    "broker": ("[[", "]]"),
    "registry": ("[(", ")]"),
    "event": (">", "]"),
    "saga": ("[/", "/]"),
}
_SPECIAL = re.compile(r"[^\w ,.:;/(){}*+=@$!?'-]")


def mermaid(graph: Graph) -> str:
    """Return the text of a flowchart. Nodes of a kind that have the same edges are one box, with a line for each.

    A thick arrow stands for what a contract covers, a dotted one for what only the other side supposes.
    """
    return "\n".join(_lines(graph)) + "\n"


def _lines(graph: Graph) -> Iterator[str]:
    yield "flowchart LR"
    boxes = _boxes(graph)
    names = _names([nodes[0] for nodes in boxes])
    for name, nodes in zip(names.values(), boxes, strict=True):
        opening, closing = _SHAPES[nodes[0].kind]
        title = "<br/>".join(_escaped(node.title) for node in nodes)
        yield f'    {name}{opening}"{title}"{closing}'
    for edge in graph.edges:
        if edge.source in names and edge.target in names:
            label = f'|"{_escaped(edge.label)}"|' if edge.label else ""
            yield f"    {names[edge.source]} {_arrow(edge)}{label} {names[edge.target]}"
    if any(node.kind == "outside" for node in graph.nodes):
        yield "    classDef outside stroke-dasharray: 5 5"


def _boxes(graph: Graph) -> list[list[Node]]:
    """Return the nodes that share a box; the edges of the first are drawn for all of them."""
    boxes: dict[object, list[Node]] = {}
    for node in graph.nodes:
        ends = frozenset(
            edge._replace(source=edge.source * (edge.source != node.id), target=edge.target * (edge.target != node.id))
            for edge in graph.edges
            if node.id in (edge.source, edge.target)
        )
        alone = node.kind in {"service", "outside"} or not ends
        boxes.setdefault(node.id if alone else (node.kind, ends), []).append(node)
    return list(boxes.values())


def _names(nodes: list[Node]) -> dict[str, str]:
    """Return a name for each node that Mermaid takes: never a word of its own, as the kind stands before it."""
    names: dict[str, str] = {}
    for node in nodes:
        plain = name = re.sub(r"\W+", "_", f"{node.kind}_{node.id.removeprefix(f'{node.kind}:')}", flags=re.ASCII)
        count = 1
        while name in names.values():
            count += 1
            name = f"{plain}_{count}"
        names[node.id] = name
    return names


def _arrow(edge: Edge) -> str:
    if edge.assumed:
        return "-.->"
    return "==>" if edge.contract else "-->"


def _escaped(text: str) -> str:
    """Return a text that is no markup inside of quotes; line breaks are spaces."""
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", " ".join(text.split()))
