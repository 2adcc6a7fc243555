"""What a spec says, as a tree that remembers where each part stands.

A document is one source; values given on the command line are others, laid over it. Each part keeps its own source, so
that a problem points at the place where its cause was written.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from scaffold.tusk import Document, Entry, Map, Node, Section

Span: TypeAlias = Node | Entry | Section
"""Something with a place in a document."""


class Place(NamedTuple):
    """A span of a document. Without a document (a manifest's default), problems have no place to show."""

    document: Document | None
    span: Span


class Given:
    """One section, key or value as given: its key's place, its node, and what is inside it."""

    __slots__ = ("document", "inside", "key", "laid_over", "node")

    def __init__(
        self,
        document: Document | None,
        key: Span,
        node: Node,
        inside: dict[str, "Given"] | None = None,
        *,
        laid_over: bool = False,
    ) -> None:
        self.document = document
        self.key = key
        self.node = node
        self.inside: dict[str, Given] = {} if inside is None else inside
        self.laid_over = laid_over

    @property
    def at_key(self) -> Place:
        """Where its key stands."""
        return Place(self.document, self.key)

    @property
    def at_value(self) -> Place:
        """Where its value stands."""
        return Place(self.document, self.node)


def tree(document: Document | None, key: Span, node: Node, *, laid_over: bool = False) -> Given:
    """Build the tree under one node."""
    inside: dict[str, Given] = {}
    if isinstance(node, Map):
        for name, entry in node.entries.items():
            inside[name] = tree(document, entry, entry.node, laid_over=laid_over)
    return Given(document, key, node, inside, laid_over=laid_over)


def lay_over(root: Given, path: tuple[str, ...], value: Given) -> None:
    """Put a value at a path of keys, in place of what stands there; maps on the way are made where they are missing."""
    here = root
    for name in path[:-1]:
        below = here.inside.get(name)
        if below is None or not isinstance(below.node, Map):
            below = Given(value.document, value.key, Map(value.key.start, value.key.end), {}, laid_over=True)
            here.inside[name] = below
        here = below
    here.inside[path[-1]] = value


def find(root: Given, path: tuple[str, ...]) -> Given | None:
    """Give what stands at a path of keys, if anything does."""
    here: Given | None = root
    for name in path:
        here = here.inside.get(name) if here else None
    return here


def paths(values: Mapping[str, object], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give the path of every leaf of nested mappings."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from paths(value, (*before, name))
        else:
            yield (*before, name)
