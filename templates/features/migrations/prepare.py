"""Where a chain of Alembic revisions ends, those included that the team wrote by hand."""

import ast
from collections.abc import Iterable, Mapping


def heads(files: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ids of the revisions that no other follows, sorted; what is no revision counts for nothing."""
    found: set[str] = set()
    followed: set[str] = set()
    for path, text in files.items():
        names = _constants(text) if path.endswith(".py") else {}
        own = names.get("revision")
        if isinstance(own, str):
            found.add(own)
            followed.update(_ids(names.get("down_revision")))
    return tuple(sorted(found - followed))


def _ids(value: object) -> tuple[str, ...]:
    given: Iterable[object] = (value,) if isinstance(value, str) else value if isinstance(value, tuple | list) else ()
    return tuple(each for each in given if isinstance(each, str))


def _constants(text: str) -> dict[str, object]:
    """Return what a module's top level assigns to single names, where that is a constant."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    values: dict[str, object] = {}
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = getattr(node, "value", None)
        if len(targets) == 1 and isinstance(targets[0], ast.Name) and isinstance(value, ast.expr):
            try:
                values[targets[0].id] = ast.literal_eval(value)
            except (ValueError, TypeError, RecursionError, MemoryError):
                continue
    return values
