"""What a template reads, found in its syntax tree."""

from collections.abc import Iterator

from jinja2 import meta, nodes

from scaffold.catalog.expression import names

_MAP_METHODS = frozenset({"get", "items", "keys", "values"})


def spec_keys(tree: nodes.Template) -> tuple[str, ...]:
    """Return the `section.key` names that a template reads from `spec`; `section` alone where it reads all of one."""
    return tuple(sorted(set(_spec_keys(tree))))


def _spec_keys(node: nodes.Node) -> Iterator[str]:
    path = _spec_path(node)
    if path:
        yield ".".join(path[:1] if path[1:2] and path[1] in _MAP_METHODS else path[:2])
        return
    for child in node.iter_child_nodes():
        yield from _spec_keys(child)


def _spec_path(node: nodes.Node) -> tuple[str, ...] | None:
    names: list[str] = []
    while not isinstance(node, nodes.Name):
        if isinstance(node, nodes.Getattr):
            names.append(node.attr)
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            names.append(node.arg.value)
        else:
            return None
        node = node.node
    return tuple(reversed(names)) if node.name == "spec" else None


def free_names(tree: nodes.Template) -> tuple[str, ...]:
    """Return the names that a template takes from its context."""
    return tuple(sorted(meta.find_undeclared_variables(tree)))


def references(tree: nodes.Template) -> tuple[str, ...]:
    """Return the templates that a template includes, imports or extends by a constant name."""
    return tuple(sorted({name for name in meta.find_referenced_templates(tree) if name is not None}))


def condition_keys(when: str | None) -> tuple[str, ...]:
    """Return the `section.key` names in a feature's `when`."""
    return () if when is None else tuple(sorted({".".join(path[:2]) for path in names(when)}))
