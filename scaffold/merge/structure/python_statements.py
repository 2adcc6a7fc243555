"""What Python's statements are known by."""

import re
from collections.abc import Iterator, Sequence

import libcst

from scaffold.merge.structure.python_elements import Code

__all__ = ["Statement", "import_source", "is_import", "is_registration", "key_of", "name_of", "runs_of", "value_of"]

Statement = libcst.BaseStatement

_REGISTERING = re.compile(r"[\w.]+\.(add|include|register|mount)(_\w+)?")
"""Calls that add something to what stands before the dot."""
_AGAIN = re.compile(r"(\w+\.)?overload|[\w.]+\.(setter|getter|deleter|register)\b.*", re.DOTALL)
"""Decorators of definitions that share their name with another."""


def runs_of(body: Sequence[Statement]) -> Iterator[list[Statement]]:
    """Yield statements, those imports together that follow each other."""
    run: list[Statement] = []
    for statement in body:
        if not is_import(statement):
            if run:
                yield run
            run = []
            yield [statement]
        else:
            run.append(statement)
    if run:
        yield run


def is_import(statement: Statement) -> bool:
    """Whether a statement only imports."""
    return isinstance(statement, libcst.SimpleStatementLine) and all(
        isinstance(small, libcst.Import | libcst.ImportFrom) for small in statement.body
    )


def import_source(statement: Statement, code: Code) -> tuple[str, ...]:
    """Return what a statement imports from, or what it imports."""
    small = _only(statement)
    if isinstance(small, libcst.ImportFrom) and isinstance(small.names, Sequence):
        module = code(small.module) if small.module else ""
        if all(name.asname is None for name in small.names):
            return "from", "." * len(small.relative) + module
    return "import", code(small or statement).strip()


def is_registration(statement: Statement, code: Code) -> bool:
    """Whether a statement adds something to an object, as `app.include_router(...)` does."""
    small = _only(statement)
    if not isinstance(small, libcst.Expr) or not isinstance(small.value, libcst.Call):
        return False
    return _REGISTERING.fullmatch(code(small.value.func)) is not None


def name_of(statement: Statement, code: Code) -> tuple[str, ...] | None:
    """Return the name that a statement gives to something, and how it differs from others of that name."""
    if isinstance(statement, libcst.FunctionDef | libcst.ClassDef):
        decorators = [code(decorator.decorator) for decorator in statement.decorators]
        return "name", statement.name.value, *(text for text in decorators if _AGAIN.fullmatch(text))
    target = _target(_only(statement))
    return ("name", target.value) if isinstance(target, libcst.Name) else None


def key_of(statement: Statement, text: str, code: Code) -> tuple[str, ...]:
    """Return what a statement in a function is known by."""
    small = _only(statement)
    target = _target(small)
    if target is not None:
        return "set", code(target)
    if isinstance(small, libcst.Return):
        return ("return",)
    if isinstance(small, libcst.Expr) and isinstance(small.value, libcst.Call):
        first = code(small.value.args[0].value) if small.value.args else ""
        return "call", code(small.value.func), first
    if isinstance(statement, libcst.SimpleStatementLine):
        return "text", text.strip()
    return type(statement).__name__, text.split("\n", 1)[0].strip()


def value_of(statement: Statement) -> libcst.BaseExpression | None:
    """Return the expression that a statement ends with, if it is one of its own."""
    value = getattr(_only(statement), "value", None)
    return value if isinstance(value, libcst.BaseExpression) else None


def _only(statement: Statement) -> libcst.BaseSmallStatement | None:
    if isinstance(statement, libcst.SimpleStatementLine) and len(statement.body) == 1:
        return statement.body[0]
    return None


def _target(small: libcst.BaseSmallStatement | None) -> libcst.BaseExpression | None:
    if isinstance(small, libcst.TypeAlias):
        return small.name
    if isinstance(small, libcst.AnnAssign):
        return small.target
    if isinstance(small, libcst.Assign) and len(small.targets) == 1:
        return small.targets[0].target
    return None
