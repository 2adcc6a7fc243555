"""Imports of modules that an update takes away, or gives another name: for a person to look at."""

import ast
from collections.abc import Collection, Iterator, Mapping

from scaffold.merge.following import module_of
from scaffold.merge.imports import moved_module
from scaffold.merge.model import MergePlan, Note
from scaffold.merge.places import Places, Yours

_SHOWN = 200


def with_gone_imports(plan: MergePlan, yours: Yours, places: Places, modules: Mapping[str, str]) -> MergePlan:
    """Return the plan with a note for each line that imports a module which is no longer there afterwards.

    `modules` are the packages whose imports have followed them to their new names.
    """
    removed = {path for path, file in plan.changes.items() if file is None}
    taken = {name for path in removed if (name := module_of(path)) and moved_module(name, modules) == name}
    if not taken:
        return plan
    stand = {*yours.others, *places.at.values(), *plan.changes} - removed
    known = {path: name for path in sorted(stand) if (name := module_of(path))}
    gone = taken - set(known.values())
    notes = {note for path, name in known.items() for note in _notes(path, name, _content(path, plan, yours), gone)}
    return plan._replace(notes=tuple(sorted(notes.union(plan.notes))))


def _content(path: str, plan: MergePlan, yours: Yours) -> bytes:
    written = plan.changes.get(path)
    if written is not None:
        return written.content
    entry = yours.entry(path)
    return entry.content if entry is not None and entry.kind == "file" else b""


def _notes(path: str, module: str, content: bytes, gone: Collection[str]) -> Iterator[Note]:
    if not any(name.rpartition(".")[2].encode() in content for name in gone):
        return
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError):
        return
    package = module if path.rpartition("/")[2].startswith("__init__.") else module.rpartition(".")[0]
    lines = content.splitlines()
    for node in ast.walk(tree):
        for line in {line for line, name in _imported(node, package) if name in gone}:
            yield Note(path, line, lines[line - 1].decode(errors="replace").strip()[:_SHOWN])


def _imported(node: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """Yield the dotted names that may be modules, each with its line."""
    if isinstance(node, ast.Import):
        yield from ((alias.lineno, alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        source = ".".join(filter(None, [_above(package, node.level), node.module]))
        yield node.lineno, source
        yield from ((alias.lineno, f"{source}.{alias.name}") for alias in node.names)


def _above(package: str, level: int) -> str:
    """Return the package that the dots of a relative import mean; nothing for an absolute one."""
    return package.rsplit(".", level - 1)[0] if level else ""
