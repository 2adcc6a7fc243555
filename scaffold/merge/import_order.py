"""Imports that were in order, and are again after a package has got another name.

The order is the one of isort and ruff: plain imports first, then `from` imports, each by the module's name. Imports
that stood in another order stay as they are.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from scaffold.render.import_order import module_key


class _Import(NamedTuple):
    """An import on lines of its own: its sort key, and its first and last line (from 0)."""

    key: tuple[object, ...]
    first: int
    last: int


def reorder(before: ast.Module, after: ast.Module, text: bytes) -> bytes:
    """Return the text of `after` with each block of imports in order that was in order in `before`.

    `before` is the same file with the old names: its statements stand on the same lines.
    """
    lines = text.splitlines(keepends=True)
    changed = list(lines)
    for old, new in zip(_blocks(before), _blocks(after), strict=True):
        span = slice(new[0].first, new[-1].last + 1)
        if _is_ordered(old) and not _is_ordered(new) and all(line.endswith((b"\n", b"\r")) for line in lines[span]):
            ordered = sorted(new, key=lambda each: each.key)
            changed[span] = [line for each in ordered for line in lines[each.first : each.last + 1]]
    return b"".join(changed)


def _blocks(tree: ast.Module) -> Iterator[list[_Import]]:
    """Yield the runs of imports at the top level with nothing between them."""
    statements = Counter(line for node in tree.body for line in range(node.lineno, (node.end_lineno or 0) + 1))
    block: list[_Import] = []
    for node in tree.body:
        alone = all(statements[line] == 1 for line in range(node.lineno, (node.end_lineno or 0) + 1))
        found = _import(node) if alone else None
        if block and (found is None or found.first != block[-1].last + 1):
            yield block
            block = []
        if found is not None:
            block.append(found)
    if block:
        yield block


def _import(node: ast.stmt) -> _Import | None:
    lines = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    if isinstance(node, ast.Import):
        alias = node.names[0]
        return _Import((0, module_key(alias.name, 0, alias.asname)), *lines)
    if isinstance(node, ast.ImportFrom):
        return _Import((1, module_key(node.module or "", node.level, None)), *lines)
    return None


def _is_ordered(block: Sequence[_Import]) -> bool:
    return all(one.key <= other.key for one, other in pairwise(block))
