"""What features store beside the entities, as documents."""

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from scaffold.evolution import StoredChange

Text = Callable[[StoredChange, int], str]
"""Renders what makes one version of what a feature stores, or takes it back."""

_FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


class Stored(NamedTuple):
    """The lines that stop a revision before it changes anything, and those of what goes and of what comes."""

    checks: tuple[str, ...]
    falling: tuple[str, ...]
    rising: tuple[str, ...]


def stored_of(changes: Sequence[StoredChange], text: Text) -> Stored:
    """Return what changes of stored data do: a statement that awaits `refuse` or one of its kind is a check.

    Raises `LookupError` for a feature that does not say how documents hold what it stores.
    """
    checks: list[str] = []
    rest: dict[bool, list[str]] = {False: [], True: []}
    for change in changes:
        for version in change.versions:
            rendered = text(change, version)
            if not rendered.strip():
                missing = f"stored/{version}/documents/{'upgrade' if change.rises else 'downgrade'}.jinja"
                raise LookupError(f"{change.feature} stores tables, and has no {missing} for MongoDB")
            for is_check, lines in _statements(rendered):
                (checks if is_check else rest[change.rises]).extend(lines)
    return Stored(tuple(checks), tuple(rest[False]), tuple(rest[True]))


def _statements(text: str) -> Iterator[tuple[bool, list[str]]]:
    """Give the lines of each statement, with the comments and the empty lines before it."""
    lines, last = text.rstrip().splitlines(), 0
    tree = compile(text, "<stored>", "exec", _FLAGS)
    for node in tree.body:
        end = node.end_lineno or node.lineno
        yield _is_check(node), lines[last:end]
        last = end


def _is_check(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(ast.Await(ast.Call(ast.Name(name)))):
            return name.startswith("refuse")
    return False
