"""YAML files as nodes."""

import re
from dataclasses import replace

from ruamel.yaml import nodes

from scaffold.merge.structure.brackets import numbered
from scaffold.merge.structure.node import Layout, Node, UncertainError
from scaffold.merge.structure.yaml_blocks import Source, block_node, flow_node
from scaffold.merge.structure.yaml_values import Fact, compose, document_key, facts_of

__all__ = ["read_yaml"]

_START = re.compile(r"---(\s|$)")


def read_yaml(text: str) -> tuple[Node, list[Fact]]:
    """Return a file's node, and what it says: each scalar with its path.

    Raises UncertainError if it is no YAML, or in a form that is not known here.
    """
    roots = compose(text)
    source = Source(tuple(line + "\n" for line in text.split("\n")[:-1]))
    borders = _borders(source, len(roots))
    documents = []
    facts: list[Fact] = []
    for number, root in enumerate(roots):
        known = document_key(root)
        key = known or ("document", number)
        node = _document(source, root, borders[number], borders[number + 1])
        documents.append(replace(node, key=key, free=known is not None))
        facts += facts_of(root, key)
    return Node("file", "", numbered(documents), layout=Layout("lines")), facts


def _borders(source: Source, count: int) -> list[int]:
    """Return the line where each document starts, and the number of lines."""
    starts = [number for number, line in enumerate(source.lines) if _START.match(line)]
    if not starts or not source.is_lead(0, starts[0]):
        starts.insert(0, 0)
    if len(starts) != count:
        raise UncertainError
    return [0, *starts[1:], len(source.lines)]


def _document(source: Source, root: nodes.Node | None, start: int, end: int) -> Node:
    whole = Node(None, source.text(start, end))
    if not isinstance(root, nodes.MappingNode | nodes.SequenceNode):
        return whole
    if root.flow_style:
        return flow_node(whole.head, root) or whole
    if _START.match(source.lines[root.start_mark.line]):
        return whole
    return block_node(source, root, (start, 0), end) or whole
