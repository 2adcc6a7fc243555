"""`when`: a small expression over the spec, such as `service_template.database == "postgresql"`.

Names are `section.key` (deeper for maps), or `section`, which holds where the section has an entry; there are `and`,
`or`, `not`, `in`, comparisons and literals, and nothing else, so that a pack can compute nothing.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import cast

_COMPARISONS: dict[type[ast.cmpop], Callable[[object, object], object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: cast("Callable[[object, object], object]", operator.lt),
    ast.LtE: cast("Callable[[object, object], object]", operator.le),
    ast.Gt: cast("Callable[[object, object], object]", operator.gt),
    ast.GtE: cast("Callable[[object, object], object]", operator.ge),
    ast.In: lambda item, container: item in cast("list[object]", container),
    ast.NotIn: lambda item, container: item not in cast("list[object]", container),
}


class ExpressionError(ValueError):
    """The expression is not one that a manifest may hold, or cannot be computed."""


@lru_cache(maxsize=1024)
def parse(text: str) -> ast.expr:
    """Parse an expression; raises `ExpressionError` for anything that is not in the language above."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise ExpressionError(f"not an expression: {error.args[0]}") from None
    _check(tree)
    return tree


@lru_cache(maxsize=1024)
def names(text: str) -> tuple[tuple[str, ...], ...]:
    """Give the names that an expression reads, each as its parts; raises `ExpressionError`."""
    return tuple(dict.fromkeys(_names(parse(text))))


def evaluate(text: str, values: Mapping[str, object]) -> bool:
    """Say whether an expression holds for a spec's values; raises `ExpressionError`.

    A name whose path ends early (an optional map that is null) is null.
    """
    try:
        return bool(_value(parse(text), values))
    except TypeError as error:
        raise ExpressionError(f"cannot be computed: {error}") from None


def _check(node: ast.expr) -> None:
    match node:
        case ast.BoolOp():
            children: list[ast.expr] = node.values
        case ast.UnaryOp(op=ast.Not()):
            children = [node.operand]
        case ast.Compare():
            children = [node.left, *node.comparators]
            if any(type(op) not in _COMPARISONS for op in node.ops):
                raise ExpressionError("`is` is not part of the language; write `==`")
        case ast.List() | ast.Tuple():
            children = node.elts
        case ast.Constant(value=str() | int() | float() | bool() | None):
            children = []
        case ast.Attribute() | ast.Name():
            _path(node)
            children = []
        case _:
            raise ExpressionError(f"`{ast.unparse(node)}` is not part of the language")
    for child in children:
        _check(child)


def _path(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Attribute):
        return (*_path(node.value), node.attr)
    if isinstance(node, ast.Name):
        return (node.id,)
    raise ExpressionError(f"`{ast.unparse(node)}` is not a name of the form section.key")


def _names(node: ast.expr) -> list[tuple[str, ...]]:
    if isinstance(node, ast.Attribute | ast.Name):
        return [_path(node)]
    return [name for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr) for name in _names(child)]


def _value(node: ast.expr, values: Mapping[str, object]) -> object:
    match node:
        case ast.BoolOp():
            every = all if isinstance(node.op, ast.And) else any
            return every(_value(child, values) for child in node.values)
        case ast.UnaryOp():
            return not _value(node.operand, values)
        case ast.Compare():
            return _compare(node, values)
        case ast.List() | ast.Tuple():
            return [_value(child, values) for child in node.elts]
        case ast.Constant():
            return node.value
        case _:
            return _look_up(_path(node), values)


def _compare(node: ast.Compare, values: Mapping[str, object]) -> bool:
    left = _value(node.left, values)
    for op, comparator in zip(node.ops, node.comparators, strict=True):
        right = _value(comparator, values)
        if not _COMPARISONS[type(op)](left, right):
            return False
        left = right
    return True


def _look_up(path: tuple[str, ...], values: Mapping[str, object]) -> object:
    here: object = values
    for part in path:
        if here is None:
            return None
        if not isinstance(here, Mapping) or part not in here:
            raise ExpressionError(f"there is no `{'.'.join(path)}` in the spec")
        here = here[part]
    return here
