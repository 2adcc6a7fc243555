"""Imports that follow a package to its new name, with every other byte kept.

Only import statements change, and the names that `import old` bound: no string, no comment, no variable that happens
to have the name. Imports that were in order are in order again.
"""

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scaffold.merge.import_order import reorder
from scaffold.merge.references import UnclearBindingError, find_references, used_names

_FROM = re.compile(rb"from[ \t]+([^\W\d][\w.]*)")


class _Edit(NamedTuple):
    """What stands at a line (from 1) and a column (in bytes of UTF-8), and what shall stand there."""

    line: int
    column: int
    old: str
    new: str


def follow_imports(content: bytes, modules: Mapping[str, str]) -> bytes:
    """Return a Python file that imports moved modules from where they are now.

    `modules` maps old dotted names to new ones; what is below a package moves with it. A file that cannot be parsed,
    and an import whose name means two things in one scope, stay as they are.
    """
    if not any(name.rpartition(".")[2].encode() in content for name in modules):
        return content
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return content
    changed = _applied(text.encode(), {*_statements(tree, text.encode(), modules), *_plain_imports(tree, modules)})
    return _in_order(tree, changed).decode().encode(encoding)


def _in_order(before: ast.Module, changed: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return reorder(before, ast.parse(changed), changed)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return changed


def moved_module(name: str, modules: Mapping[str, str]) -> str:
    """Return the new dotted name of a module; the innermost package that moved counts."""
    package = name
    while package not in modules:
        package = package.rpartition(".")[0]
        if not package:
            return name
    return modules[package] + name[len(package) :]


def _statements(tree: ast.Module, text: bytes, modules: Mapping[str, str]) -> Iterator[_Edit]:
    """Yield the edits of `from x import y` and of `import x as y`."""
    lines = text.splitlines()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from _from_import(node, node.module, lines, modules)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    yield _Edit(alias.lineno, alias.col_offset, alias.name, moved_module(alias.name, modules))


def _from_import(node: ast.ImportFrom, module: str, lines: list[bytes], modules: Mapping[str, str]) -> Iterator[_Edit]:
    new_module = moved_module(module, modules)
    names = [(alias, *moved_module(f"{module}.{alias.name}", modules).rpartition(".")[::2]) for alias in node.names]
    homes = {home for _, home, _ in names}
    if len(homes) == 1:
        new_module = homes.pop()
    match = _FROM.match(lines[node.lineno - 1], node.col_offset)
    if match is None or match[1].decode() != module:
        return
    yield _Edit(node.lineno, match.start(1), module, new_module)
    for alias, home, name in names:
        if name != alias.name and home == new_module:
            new = name if alias.asname else f"{name} as {alias.name}"
            yield _Edit(alias.lineno, alias.col_offset, alias.name, new)


def _plain_imports(tree: ast.Module, modules: Mapping[str, str]) -> Iterator[_Edit]:
    """Yield the edits of `import x`, and of the uses of the name that it binds."""
    plain = [
        alias
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if not alias.asname and moved_module(alias.name, modules) != alias.name
    ]
    owners = {node.value: node for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for root in sorted({alias.name.partition(".")[0] for alias in plain}):
        own = [alias for alias in plain if alias.name.partition(".")[0] == root]
        new_roots = {moved_module(alias.name, modules).partition(".")[0] for alias in own} - {root}
        if new_roots & used_names(tree):
            continue
        try:
            names = find_references(tree, root)
        except UnclearBindingError:
            continue
        for alias in own:
            yield _Edit(alias.lineno, alias.col_offset, alias.name, moved_module(alias.name, modules))
        for name in names:
            old = _dotted(name, owners)
            yield _Edit(name.lineno, name.col_offset, old, moved_module(old, modules))


def _dotted(name: ast.Name, owners: Mapping[ast.expr, ast.Attribute]) -> str:
    """Return the whole chain of attributes that starts with a name."""
    parts = [name.id]
    owner = owners.get(name)
    while owner:
        parts.append(owner.attr)
        owner = owners.get(owner)
    return ".".join(parts)


def _applied(text: bytes, edits: set[_Edit]) -> bytes:
    lines = text.splitlines(keepends=True)
    for edit in sorted(edits, reverse=True):
        line = lines[edit.line - 1]
        old = edit.old.encode()
        if line.startswith(old, edit.column):  # else blanks or a comment stand within the name: left, and noted
            lines[edit.line - 1] = line[: edit.column] + edit.new.encode() + line[edit.column + len(old) :]
    return b"".join(lines)
