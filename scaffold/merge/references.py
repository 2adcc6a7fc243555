"""Which names in a Python file mean a module that a plain `import` bound."""

import ast
from collections.abc import Iterable, Iterator

_Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler | ast.MatchAs | ast.MatchStar
_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


class UnclearBindingError(ValueError):
    """A name is bound by an import and by something else in the same scope."""


def find_references(tree: ast.Module, name: str) -> list[ast.Name]:
    """Return where `name` means what `import name` or `import name.more` bound; raises UnclearBindingError."""
    return list(_in_scope(tree.body, name, outer=False))


def used_names(tree: ast.Module) -> set[str]:
    """Return every name that a file binds or reads anywhere, other than by a plain import."""
    nodes = list(ast.walk(tree))
    read = {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.arg for node in nodes if isinstance(node, ast.arg)
    }
    return read.union(*map(_bound, nodes))


def _in_scope(nodes: Iterable[ast.AST], name: str, *, outer: bool, arguments: Iterable[str] = ()) -> Iterator[ast.Name]:
    """Yield the references in one scope and those inside it; `outer`: the name means the module around the scope."""
    here = list(_of_scope(nodes))
    imported = any(_imports(node, name) for node in here)
    hidden = name in arguments or any(name in _bound(node) for node in here)
    if imported and hidden:
        raise UnclearBindingError(name)
    inner = imported or (outer and not hidden)
    for node in here:
        if isinstance(node, _Scope):
            # What a class body binds is not seen in its methods, but a class that binds a module is not worth a guess.
            yield from _in_scope(_inside(node), name, outer=inner, arguments=_arguments(node))
        elif isinstance(node, ast.Name) and node.id == name and inner:
            yield node


def _of_scope(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of one scope: of a scope within it only itself, and what is evaluated around it."""
    for node in nodes:
        yield node
        yield from _of_scope(_around(node) if isinstance(node, _Scope) else ast.iter_child_nodes(node))


def _around(scope: _Scope) -> Iterator[ast.AST]:
    """Yield what belongs to the scope that a function or class stands in: decorators, defaults, annotations, bases."""
    inside = {id(node) for node in _inside(scope)}
    return (node for node in ast.iter_child_nodes(scope) if id(node) not in inside)


def _inside(scope: _Scope) -> list[ast.AST]:
    return [scope.body] if isinstance(scope, ast.Lambda) else [*scope.body]


def _arguments(scope: _Scope) -> set[str]:
    if isinstance(scope, ast.ClassDef):
        return set()
    return {node.arg for node in ast.walk(scope.args) if isinstance(node, ast.arg)}


def _imports(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Import) and any(
        alias.asname is None and alias.name.partition(".")[0] == name for alias in node.names
    )


def _bound(node: ast.AST) -> set[str]:
    """Return the names that a node binds, other than by a plain import."""
    names: list[str | None] = []
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            names = [name]
        case ast.Import(names=aliases):
            names = [alias.asname for alias in aliases]
        case ast.ImportFrom(names=aliases):
            names = [alias.asname or alias.name for alias in aliases]
        case ast.Global(names=declared) | ast.Nonlocal(names=declared):
            names = [*declared]
        case ast.MatchMapping(rest=rest):
            names = [rest]
        case _ if isinstance(node, _Named):
            names = [node.name]
    return {name for name in names if name}
