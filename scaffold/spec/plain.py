"""Plain data as nodes of the language."""

from collections.abc import Callable, Mapping

from scaffold.tusk import Boolean, Entry, Float, Integer, List, Map, Node, Null


def node_of(plain: object, text: Callable[[str], Node], start: int = 0, end: int = 0) -> Node:
    """Give the node of plain data, at a span; `text` makes the nodes of strings."""
    for kind, build in _BUILDERS.items():
        if isinstance(plain, kind):
            return build(plain, start, end)
    if isinstance(plain, str):
        return text(plain)
    if isinstance(plain, list):
        return List(start, end, [node_of(item, text, start, end) for item in plain])
    if isinstance(plain, Mapping):
        nodes = {str(name): node_of(item, text, start, end) for name, item in plain.items()}
        return Map(start, end, {name: Entry(name, start, end, node) for name, node in nodes.items()})
    return Null(start, end)


_BUILDERS: dict[type, Callable[..., Node]] = {
    bool: lambda plain, start, end: Boolean(start, end, plain),
    int: lambda plain, start, end: Integer(start, end, plain),
    float: lambda plain, start, end: Float(start, end, plain),
}
"""In this order: a bool is an int too."""
