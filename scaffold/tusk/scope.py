"""What values may refer to while a document is read: variables defined above, and holes filled at the end."""

import copy
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple, TypeAlias

from scaffold.tusk import codes
from scaffold.tusk.diagnostics import did_you_mean
from scaffold.tusk.findings import Findings
from scaffold.tusk.limits import MAX_EXPANSION
from scaffold.tusk.nodes import Boolean, Entry, Float, Integer, List, Map, Node, Operator, Plain, String
from scaffold.tusk.strings import environment_hint


class Hole(NamedTuple):
    """A `{{name}}` in a string."""

    name: str
    start: int
    end: int


Part: TypeAlias = str | Node | Hole


class Variable(NamedTuple):
    """A `$name: value`. `weight` bounds what a reference to it adds to the document, `depth` how deep its value is."""

    entry: Entry
    weight: int
    depth: int


class Scope:
    """Variables by name, and what waits for the end of the document."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.variables: dict[str, Variable] = {}
        self.pending: dict[int, tuple[String, list[Part]]] = {}
        self.waiting_arguments: list[tuple[Operator, list[Node]]] = []
        self.references: set[int] = set()
        self.repeated: list[Map] = []
        self.expanded = 0

    def look_up(self, name: str, start: int, end: int) -> Variable | None:
        """Return a variable; report one that is not defined, or that expands to too much, and return None."""
        variable = self.variables.get(name)
        if variable is None:
            message = "this variable is not defined above"
            self.findings.error(codes.UNDEFINED_VARIABLE, message, start, end, lambda: self._defined(name))
        elif not self.grow(variable.weight, start, end):
            return None
        return variable

    def _defined(self, name: str) -> str:
        hint = did_you_mean(f"${name}", (f"${known}" for known in self.variables)) or environment_hint(f"${name}")
        return hint or "define it above with `$name: value`; in single quotes a `$` stands for itself"

    def grow(self, weight: int, start: int, end: int) -> bool:
        """Count what a reference adds; report and return False when it is too much in all."""
        if self.expanded + weight > MAX_EXPANSION:
            self.findings.error(codes.TOO_MUCH_TEXT, "variables and holes expand to more than 10 MB", start, end)
            return False
        self.expanded += weight
        return True

    def refer(self, node: Node, start: int, end: int) -> Node:
        """Return the node as it appears where something refers to it."""
        self.references.add(start)
        twin = copy.copy(node)
        twin.start, twin.end = start, end
        if id(node) in self.pending and isinstance(twin, String):
            self.pending[id(twin)] = (twin, self.pending[id(node)][1])
        return twin

    def string(self, parts: list[Part], start: int, end: int) -> Node:
        """Return the node for a string made of parts, now or once its holes are filled."""
        spliced = [piece for part in parts for piece in self._pieces(part)]
        if len(spliced) == 1 and not isinstance(spliced[0], str | Hole):
            return self.refer(spliced[0], start, end)
        node = String(start, end, "")
        if any(isinstance(piece, Hole) for piece in spliced):
            self.pending[id(node)] = (node, spliced)
        else:
            node.value = self._join(spliced, start, end)
        return node

    def _pieces(self, part: Part) -> list[Part]:
        return self.pending[id(part)][1] if id(part) in self.pending else [part]

    def _join(self, parts: Iterable[Part], start: int, end: int) -> str:
        return "".join(part if isinstance(part, str) else self._text(part, start, end) for part in parts)

    def _text(self, part: Node | Hole, start: int, end: int) -> str:
        match part:
            case String():
                return part.value
            case Boolean():
                return "true" if part.value else "false"
            case Integer() | Float():
                return str(part.value)
            case Hole():
                return f"{{{{{part.name}}}}}"
        message = "only a text, a number or a boolean can stand inside a longer string"
        self.findings.error(codes.NOT_TEXT, message, start, end)
        return ""

    def fill(self, config: Map, given: Mapping[str, str]) -> dict[int, Node]:
        """Fill every hole from `config` (the document's `[template_config]`), else from `given`.

        Return, by the `id` of the string, the nodes that replace strings which are wholly one hole: they take over the
        value's own type. Holes in `config` itself are filled from `given` only, so that none refers to itself.
        """
        typed: dict[int, Node] = {}
        own = {id(entry.node) for entry in config.entries.values()}
        for identity, (node, parts) in sorted(self.pending.items(), key=lambda item: item[0] not in own):
            source = Map(0, 0) if identity in own else config
            filled = [self._filled(part, source, given) if isinstance(part, Hole) else part for part in parts]
            whole = filled[0]
            if len(filled) == 1 and not isinstance(whole, str | String | Hole):
                typed[identity] = self.refer(whole, node.start, node.end)
            else:
                node.value = self._join(filled, node.start, node.end)
        for operator, nodes in self.waiting_arguments:
            operator.arguments = tuple(plain(typed.get(id(node), node)) for node in nodes)
        return typed

    def _filled(self, hole: Hole, config: Map, given: Mapping[str, str]) -> Part:
        node = config.get(hole.name)
        if node is not None:
            weight = len(node.value) if isinstance(node, String) else node.end - node.start
            return node if self.grow(weight, hole.start, hole.end) else ""
        if hole.name in given:
            return given[hole.name] if self.grow(len(given[hole.name]), hole.start, hole.end) else ""
        message = f"nothing fills the hole {{{{{hole.name}}}}}"
        known = chain(config.entries, given)
        self.findings.error(codes.UNFILLED_HOLE, message, hole.start, hole.end, lambda: _fill_it(hole.name, known))
        return hole


def _fill_it(name: str, known: Iterable[str]) -> str:
    return did_you_mean(name, known) or (
        f"set {name} in [template_config], or give it on the command line; in single quotes `{{{{` stands for itself"
    )


def plain(node: Node) -> Plain | Operator:
    """Return an operator's argument: plain data, or the operator where calls are nested."""
    return node if isinstance(node, Operator) else node.value


def replaced(node: Node, swap: Mapping[int, Node]) -> Node:
    """Return the tree with nodes replaced by what `swap` holds under their `id`; maps and lists change in place."""
    node = swap.get(id(node), node)
    if isinstance(node, Map):
        for entry in [*node.entries.values(), *node.repeats]:
            entry.node = replaced(entry.node, swap)
    elif isinstance(node, List):
        node.items[:] = [replaced(item, swap) for item in node.items]
    return node
