"""Where the chain of a project's revisions ends, when some of them were written by hand.

A revision's file says `revision = "..."` and `down_revision = ...` at its top level, as Alembic's do.
"""

from collections.abc import Iterable


def project_heads(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the ids that no other follows, sorted; a text that is no revision counts for nothing."""
    found: set[str] = set()
    followed: set[str] = set()
    for text in texts:
        names = _constants(text)
        own = names.get("revision")
        if isinstance(own, str):
            found.add(own)
            followed.update(_ids(names.get("down_revision")))
    return tuple(sorted(found - followed))


def _ids(value: object) -> tuple[str, ...]:
    given = (value,) if isinstance(value, str) else value if isinstance(value, tuple | list) else ()
    return tuple(each for each in given if isinstance(each, str))


def _constants(text: str) -> dict[str, object]:
    """Return what a module's top level assigns to single names, where that is a constant."""
    import ast  # not at each start

    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
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
            except ValueError:
                continue
    return values
