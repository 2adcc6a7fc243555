"""What services expect of each other, and what nobody holds them to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scaffold.graph.model import Edge, Graph

NOT_COVERED = "G001"
NOT_PUBLISHED = "G002"
NOT_HEARD = "G003"


class Gap(NamedTuple):
    """What is missing between services: `service` is whose spec says so, `said` the path of keys in it, if known."""

    code: str
    service: str
    message: str
    said: tuple[str, ...] = ()


def gaps(graph: Graph) -> Iterator[Gap]:
    """Give calls without a contract, events that are awaited and not published, and such as nobody hears.

    The last two only of services whose own specs are drawn, as only those are known whole; and where one is drawn
    alone, nothing is known of who hears it.
    """
    yield from (_not_covered(edge) for edge in graph.edges if edge.kind == "calls" and edge.contract is False)
    services = {node.id for node in graph.nodes if node.kind == "service"}
    titles = {node.id: node.title for node in graph.nodes}
    hearers = _hearers(graph)
    unheard: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        if edge.kind != "publishes" or edge.source not in services:
            continue
        title = titles[edge.target]
        if edge.assumed:
            for service in hearers[edge.target]:
                message = f"{service} listens to {title} of {edge.source}, which does not publish it"
                yield Gap(NOT_PUBLISHED, service, message)
        elif not hearers[edge.target]:
            unheard[edge.source].append(title)
    if len(services) > 1:
        for service, events in unheard.items():
            yield Gap(NOT_HEARD, service, f"no service here listens to these events of {service}: {', '.join(events)}")


def _not_covered(edge: Edge) -> Gap:
    message = f"{edge.source} calls {edge.target} ({edge.label}), and no contract covers that"
    return Gap(NOT_COVERED, edge.source, message, edge.said)


def _hearers(graph: Graph) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        if edge.kind == "listens":
            found[edge.source].append(edge.target)
    return found
