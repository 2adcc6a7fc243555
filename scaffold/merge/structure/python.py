"""Python as nodes: definitions, statements, and the elements of lists and calls that stand in brackets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import libcst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from scaffold.merge.structure.brackets import PYTHON, nesting, numbered
from scaffold.merge.structure.imports import Context, merge_imports
from scaffold.merge.structure.leads import divide_lead, split_lead
from scaffold.merge.structure.node import Layout, Node, UncertainError
from scaffold.merge.structure.python_elements import Code, elements_node
from scaffold.merge.structure.python_statements import (
    Statement,
    import_source,
    is_import,
    is_registration,
    key_of,
    name_of,
    runs_of,
    value_of,
)

__all__ = ["read_python"]

_ORDERED = re.compile(r"\bNamedTuple\b|\bdataclass\b|\bStruct\b|\battrs?\b|\bauto\(")
"""What stands in classes whose attributes have an order that has a meaning."""

_DEEPEST, _LONGEST = 16, 5000
"""Brackets within brackets, and characters of a line: beyond, libcst takes very long, or ends the process."""

Span = tuple[int, int]
"""The first line, from 0, and the line behind the last."""


def read_python(text: str, own: frozenset[str] = frozenset()) -> Node:
    """Return a module's node; raises UncertainError if it is no Python. `own` are names of the project's packages."""
    if nesting(text, PYTHON) > _DEEPEST or max(map(len, text.split("\n"))) > _LONGEST:
        raise UncertainError
    try:
        module = libcst.parse_module(text)
        positions = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    except (libcst.ParserSyntaxError, RecursionError):
        raise UncertainError from None
    lines = tuple(line + "\n" for line in text.split("\n")[:-1])
    longest = max((len(line) - 1 for line in lines), default=0)
    reader = _Reader(lines, positions, module.code_for_node, Context(own, longest))
    return reader.block(list(module.body), (0, len(lines)), named=True)


@dataclass(frozen=True, slots=True)
class _Reader:
    lines: tuple[str, ...]
    positions: Mapping[libcst.CSTNode, CodeRange]
    code: Code
    context: Context

    def block(self, body: Sequence[Statement], span: Span, *, named: bool, ordered: bool = False) -> Node:
        """Return the node of the lines of a span that end with a body of statements.

        `named`: what gives names stands where it likes. `ordered`: but not what gives names to attributes.
        """
        if not body:
            return Node("block", self.text(*span))
        runs = list(runs_of(body))
        spans = [(self.start(run[0]), self.positions[run[-1]].end.line) for run in runs]
        indent = self.indent(spans[0][0])
        leads = self.leads(spans, len(indent), span)
        children = []
        for run, (start, _), (lead, end) in zip(runs, spans, pairwise(leads), strict=True):
            gap, above = split_lead(self.text(lead, start))
            node = (
                self.imports(run, (start, end), indent)
                if is_import(run[0])
                else self.statement(run[0], (start, end), len(indent), named=named, ordered=ordered)
            )
            children.append(replace(node, gap=gap, above=above))
        return Node(
            "block",
            self.text(span[0], leads[0]),
            numbered(children),
            self.text(leads[-1], span[1]),
            layout=Layout("lines", indent, keyed=named),
        )

    def leads(self, spans: Sequence[Span], indent: int, whole: Span) -> list[int]:
        """Return where the blank lines and comments above each statement start, and where the last one ends."""
        first = spans[0][0]
        while first > whole[0] and self.is_lead(first - 1):
            first -= 1
        between = [end + divide_lead(self.lines[end:start], indent) for (_, end), (start, _) in pairwise(spans)]
        end = stop = spans[-1][1]
        while stop < whole[1] and self.is_lead(stop):
            stop += 1
        return [first, *between, end + divide_lead(self.lines[end:stop], indent)]

    def is_lead(self, line: int) -> bool:
        stripped = self.lines[line].strip()
        return not stripped or stripped.startswith("#")

    def text(self, start: int, end: int, column: int = 0) -> str:
        return "".join(self.lines[start:end])[column:]

    def indent(self, line: int) -> str:
        text = self.lines[line]
        return text[: len(text) - len(text.lstrip())]

    def start(self, statement: Statement) -> int:
        """Return a statement's first line: that of its first decorator."""
        decorators: Sequence[libcst.Decorator] = getattr(statement, "decorators", ())
        return self.positions[decorators[0] if decorators else statement].start.line - 1

    def imports(self, run: Sequence[Statement], span: Span, indent: str) -> Node:
        """Return the node of imports that stand together; its children are for imports that are not sorted."""
        combine = partial(merge_imports, context=self.context, indent=indent)
        spans = [(self.start(one), self.positions[one].end.line) for one in run]
        children = []
        above = span[0]
        for statement, (start, end) in zip(run, spans, strict=True):
            gap, comments = split_lead(self.text(above, start))
            key = import_source(statement, self.code)
            text = self.text(start, end, len(indent))
            children.append(Node(key, text, gap=gap, above=comments, free=True, combine=combine))
            above = end
        layout = Layout("lines", indent, hanging=True)
        return Node(("imports",), "", numbered(children), layout=layout, combine=combine)

    def statement(self, statement: Statement, span: Span, column: int, *, named: bool, ordered: bool) -> Node:
        text = self.text(*span, column)
        name = name_of(statement, self.code) if named else None
        is_definition = isinstance(statement, libcst.FunctionDef | libcst.ClassDef)
        if isinstance(statement, libcst.SimpleStatementLine):
            value = value_of(statement)
            node = None if value is None else elements_node(value, text, self.code)
        else:
            node = self.compound(statement, span, column)
        return replace(
            node or Node(None, text),
            key=name or key_of(statement, text, self.code),
            free=is_definition or not ordered if name else is_registration(statement, self.code),
        )

    def compound(self, statement: Statement, span: Span, column: int) -> Node | None:
        """Return the node of a statement with a block; None if that has no lines of its own."""
        body = getattr(statement, "body", None)
        if not isinstance(body, libcst.IndentedBlock):
            return None
        named = isinstance(statement, libcst.ClassDef)
        ordered = named and _ORDERED.search(self.text(*span)) is not None
        node = self.block(body.body, span, named=named, ordered=ordered)
        return replace(node, head=node.head[column:])
