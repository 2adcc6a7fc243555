"""What each feature of a service draws: its `graph(spec)`."""

from collections.abc import Iterable, Iterator
from typing import cast

from scaffold.catalog.model import Catalog, Feature
from scaffold.graph.model import Edge, Node
from scaffold.render import RenderError
from scaffold.render.cache import CodeCache
from scaffold.render.engine import code_cache
from scaffold.render.prepare import failure, offered
from scaffold.spec.model import Spec


def drawn(spec: Spec, catalog: Catalog) -> tuple[dict[str, Node], list[Edge]]:
    """Return what the features of a service draw, and the service; a later feature's node replaces one of the same id.

    Raises RenderError.
    """
    nodes = {spec.name: Node(spec.name, "service", spec.name)}
    edges: list[tuple[Feature, Edge]] = []
    cache: CodeCache = code_cache()
    for feature in (catalog.features[name] for name in spec.features):
        for each in _of_feature(feature, spec, cache):
            if isinstance(each, Edge):
                edges.append((feature, each))
            elif each.id != spec.name:
                nodes[each.id] = each
    cache.save()
    for feature, edge in edges:
        for end in (edge.source, edge.target):
            if end not in nodes:
                raise RenderError(f"graph(spec) draws an edge of {end!r}, which is no node", feature=feature.name)
    return nodes, [edge for _, edge in edges]


def _of_feature(feature: Feature, spec: Spec, cache: CodeCache) -> Iterator[Node | Edge]:
    found = offered(feature, "graph", cache)
    if found is None:
        return
    try:
        parts = tuple(cast("Iterable[object]", found.function(spec)))
    except Exception as error:
        raise failure(feature, found.entry, error) from error
    for part in parts:
        if not isinstance(part, Node | Edge):
            message = f"graph(spec) must yield nodes and edges of scaffold.graph.model, not {part!r}"
            raise RenderError(message, feature=feature.name, template=found.entry)
        yield part
