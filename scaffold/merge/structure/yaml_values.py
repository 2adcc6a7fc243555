"""What YAML says, and by what its parts are known."""

from collections.abc import Hashable, Iterator

from ruamel.yaml import YAML, nodes
from ruamel.yaml.error import YAMLError

from scaffold.merge.structure.natural import identity, text_identity
from scaffold.merge.structure.node import UncertainError

__all__ = ["Fact", "compose", "document_key", "facts_of", "item_key", "plain"]

Fact = tuple[Hashable, ...]

_DEPTH = 100
"""Deeper than people nest; an alias can stand in what it stands for."""


def compose(text: str) -> list[nodes.Node | None]:
    """Return the documents' nodes; raises UncertainError if the text is no YAML."""
    try:
        return list(YAML(typ="safe", pure=True).compose_all(text))
    except (YAMLError, RecursionError, ValueError, AttributeError):
        raise UncertainError from None


def facts_of(node: nodes.Node | None, path: Fact, depth: int = 0) -> Iterator[Fact]:
    """Yield each key, and each line of a scalar, with its path; raises UncertainError for keys that stand twice."""
    if depth > _DEPTH:
        raise UncertainError
    if isinstance(node, nodes.MappingNode):
        names = [plain(key) for key, _ in node.value]
        if len(set(names)) != len(names):
            raise UncertainError
        for name, (_, value) in zip(names, node.value, strict=True):
            yield (*path, name)
            yield from facts_of(value, (*path, name), depth + 1)
    elif isinstance(node, nodes.SequenceNode):
        for item in node.value:
            key = item_key(item) if isinstance(item, nodes.MappingNode) else None
            yield from facts_of(item, (*path, "[]", key), depth + 1)
    elif node is not None:
        yield from ((*path, str(node.tag), line) for line in node.value.split("\n"))


def document_key(root: nodes.Node | None) -> tuple[str, ...] | None:
    """Return what tells a Kubernetes object from the others in its file."""
    if not isinstance(root, nodes.MappingNode):
        return None
    top = {plain(key): value for key, value in root.value}
    kind, metadata = top.get("kind"), top.get("metadata")
    if not isinstance(kind, nodes.ScalarNode) or not isinstance(metadata, nodes.MappingNode):
        return None
    inner = _scalars(metadata)
    return "object", kind.value, inner.get("namespace", ""), inner.get("name", "")


def item_key(value: nodes.Node) -> Hashable:
    """Return what tells an item of a sequence from the others."""
    if isinstance(value, nodes.MappingNode):
        return identity(_scalars(value)) or ("item", plain(value))
    if isinstance(value, nodes.ScalarNode):
        return "item", text_identity(value.value)
    return "item", plain(value)


def plain(node: nodes.Node, depth: int = 0) -> Hashable:
    """Return a node as plain data that can be compared."""
    if depth > _DEPTH:
        raise UncertainError
    if isinstance(node, nodes.SequenceNode):
        return tuple(plain(item, depth + 1) for item in node.value)
    if isinstance(node, nodes.MappingNode):
        return tuple((plain(key, depth + 1), plain(value, depth + 1)) for key, value in node.value)
    return str(node.value)


def _scalars(node: nodes.MappingNode) -> dict[str, str]:
    return {str(plain(key)): value.value for key, value in node.value if isinstance(value, nodes.ScalarNode)}
