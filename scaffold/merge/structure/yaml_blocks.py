"""YAML's mappings and sequences as nodes: of their own lines, or in brackets."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from itertools import pairwise

from ruamel.yaml import nodes

from scaffold.merge.structure.brackets import YAML, bracket_node, numbered
from scaffold.merge.structure.leads import divide_lead, split_lead
from scaffold.merge.structure.node import Layout, Node
from scaffold.merge.structure.yaml_values import item_key, plain

__all__ = ["Source", "block_node", "flow_node"]

Place = tuple[int, int]
"""A line and a column, from 0."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's lines."""

    lines: tuple[str, ...]

    def text(self, start: int, end: int, column: int = 0) -> str:
        """Return lines, from a column of the first on."""
        return "".join(self.lines[start:end])[column:]

    def is_lead(self, start: int, end: int) -> bool:
        """Whether lines are blank or comments."""
        return all(not line.strip() or line.lstrip().startswith("#") for line in self.lines[start:end])


@dataclass(frozen=True, slots=True)
class _Part:
    """A key or a dash, with its value."""

    key: Hashable
    line: int
    column: int
    value: nodes.Node | None
    """None: the value stands elsewhere, as that of an alias does."""


def flow_node(text: str, node: nodes.Node) -> Node | None:
    """Return a text that ends with brackets as a node without a key; None if it has no form known here."""
    if not isinstance(node, nodes.MappingNode | nodes.SequenceNode):
        return None
    is_mapping = isinstance(node, nodes.MappingNode)
    items = [(("key", plain(item[0])), item[1]) if is_mapping else (item_key(item), item) for item in node.value]

    def make(number: int, own: str) -> Node:
        if number >= len(items):
            return Node(None, own)
        key, value = items[number]
        inner = flow_node(own, value) if own.endswith(("]", "}")) else None
        return replace(inner or Node(None, own), key=key, free=True)

    return bracket_node(text, YAML, len(items), make)


def block_node(source: Source, node: nodes.CollectionNode, start: Place, end: int) -> Node | None:
    """Return a collection's node, from a place to the line `end`; None if its form is not known here."""
    parts = _entries(node, end) if isinstance(node, nodes.MappingNode) else _items(source, node)
    column = parts[0].column if parts else 0
    hanging = bool(parts) and parts[0].line == start[0] and column > start[1]
    if not parts or not _is_regular(source, parts, column, (start[0], end), hanging=hanging):
        return None
    leads = [_first_lead(source, parts[0].line, start, hanging=hanging)]
    borders = pairwise([*(part.line for part in parts), end])
    leads += [_lead(source, before + 1, line, column) for before, line in borders]
    children = []
    for part, (lead, stop) in zip(parts, pairwise(leads), strict=True):
        gap, above = split_lead(source.text(lead, part.line))
        children.append(replace(_part_node(source, part, stop), gap=gap, above=above))
    head = source.lines[start[0]][start[1] : column] if hanging else source.text(start[0], leads[0], start[1])
    layout = Layout("lines", " " * column, hanging=hanging)
    return Node(None, head, numbered(children), source.text(leads[-1], end), layout=layout)


def _entries(node: nodes.MappingNode, end: int) -> list[_Part]:
    return [
        _Part(
            ("key", plain(key)),
            key.start_mark.line,
            key.start_mark.column,
            value if key.start_mark.line <= value.start_mark.line < end else None,
        )
        for key, value in node.value
    ]


def _items(source: Source, node: nodes.CollectionNode) -> list[_Part]:
    column = node.start_mark.column
    if source.lines[node.start_mark.line][column : column + 1] in "&!":
        line = source.lines[node.value[0].start_mark.line]
        column = len(line) - len(line.lstrip())
    parts = [_Part(item_key(value), value.start_mark.line, column, value) for value in node.value]
    dashes = all(
        part.line < len(source.lines) and source.lines[part.line][column : column + 1] == "-" for part in parts
    )
    return parts if dashes else []


def _is_regular(source: Source, parts: list[_Part], column: int, span: Place, *, hanging: bool) -> bool:
    """Whether each part starts a line of its own, in one column."""
    lines = [part.line for part in parts]
    return (
        lines == sorted(set(lines))
        and span[0] <= lines[0]
        and lines[-1] < span[1]
        and all(part.column == column for part in parts)
        and not any(source.lines[line][:column].strip() for line in lines[hanging:])
    )


def _first_lead(source: Source, line: int, start: Place, *, hanging: bool) -> int:
    """Return the first of the lines above a first part that are comments of its own."""
    if hanging:
        return line
    least = start[0] if start[1] == 0 and source.is_lead(start[0], line) else start[0] + 1
    while line > least and source.is_lead(line - 1, line):
        line -= 1
    return line


def _lead(source: Source, least: int, line: int, column: int) -> int:
    """Return the first of the blank lines and comments above a line that do not belong to the part before."""
    start = line
    while start > least and source.is_lead(start - 1, start):
        start -= 1
    return start + divide_lead(source.lines[start:line], column)


def _part_node(source: Source, part: _Part, end: int) -> Node:
    text = source.text(part.line, end, part.column)
    value = part.value
    inner = None
    if isinstance(value, nodes.CollectionNode) and value.value:
        place = part.line, part.column
        inner = flow_node(text, value) if value.flow_style else block_node(source, value, place, end)
    return replace(inner or Node(None, text), key=part.key, free=True)
