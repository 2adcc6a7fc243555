"""Imports that the templates need no more, and what you wrote does."""

import ast
import warnings
from collections import Counter
from collections.abc import Iterator

from scaffold.merge.structure.imports import Context, add_imports
from scaffold.merge.structure.languages import packages_of
from scaffold.merge.structure.node import UncertainError

_Import = ast.Import | ast.ImportFrom
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def with_used_imports(path: str, base: bytes, yours: bytes, new: bytes) -> bytes:
    """Return the templates' version of a Python file with those of its last imports that only lines of yours need.

    Its lines and yours may merge, and leave a name behind that nothing imports. Where the version cannot be read, its
    imports are not sorted, or it has another thing of the name, it stays as it is.
    """
    if yours == base or not path.endswith((".py", ".pyi")):
        return new
    trees = [_parsed(side) for side in (base, yours, new)]
    if not all(trees):
        return new
    before, mine, other = (tree for tree in trees if tree)
    kept = _imported(before).items() & _imported(mine).items()
    uses = Counter(_used(mine)) - Counter(_used(before))
    lost = [line for name, line in sorted(kept) if name in uses and name not in _bound(other)]
    return _with_imports(path, new, other, lost) if lost else new


def _with_imports(path: str, new: bytes, tree: ast.Module, added: list[str]) -> bytes:
    run = _first_imports(tree)
    if not run:
        return new
    lines = new.decode().splitlines(keepends=True)
    start, end = run[0].lineno - 1, run[-1].end_lineno
    context = Context(packages_of(path), max(len(line.rstrip()) for line in lines))
    try:
        imports = add_imports("".join(lines[start:end]), "".join(added), context=context)
    except UncertainError:
        return new
    return "".join([*lines[:start], imports, *lines[end:]]).encode()


def _parsed(content: bytes) -> ast.Module | None:
    try:
        text = content.decode()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _first_imports(tree: ast.Module) -> list[_Import]:
    """Return the first imports of a module that stand together."""
    run: list[_Import] = []
    for node in tree.body:
        if isinstance(node, _Import):
            run.append(node)
        elif run:
            break
    return run


def _imported(tree: ast.Module) -> dict[str, str]:
    """Return the names that a module imports, each with a line that does so alone."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, _Import):
            origin = f"from {'.' * node.level}{node.module or ''} " if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                name = alias.asname or (alias.name if origin else alias.name.partition(".")[0])
                found[name] = f"{origin}import {alias.name}{f' as {alias.asname}' if alias.asname else ''}\n"
    return found


def _bound(tree: ast.Module) -> set[str]:
    """Return what a module's imports, definitions and assignments give names to."""
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    defined = {node.name for node in tree.body if isinstance(node, _Definition)}
    return {*_imported(tree), *stored, *defined}


def _used(tree: ast.Module) -> Iterator[str]:
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
