"""What a Python module says, as facts that a merge must keep."""

import re
from collections.abc import Hashable, Iterator

from scaffold.merge.structure.certainty import words
from scaffold.merge.structure.imports import bound_names, import_facts
from scaffold.merge.structure.node import Node, UncertainError, render

_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")

__all__ = ["check_names", "python_facts"]


def python_facts(node: Node, path: tuple[Hashable, ...] = ()) -> Iterator[Hashable]:
    """Yield each imported name, and each word with the definition that it stands in; comments too."""
    inside = (*path, node.key) if isinstance(node.key, tuple) and node.key[0] == "name" else path
    yield from ((inside, word) for word in words(node.above + node.beside))
    if node.combine is not None:
        yield from ((path, *fact) for fact in import_facts(render(node)))
        yield from ((path, "#", word) for line in render(node).split("\n") for word in words(line.partition("#")[2]))
        return
    yield from ((inside, word) for word in words(node.head + "\n" + node.tail))
    for child in node.children:
        yield from python_facts(child, inside)


def check_names(yours: Node, new: Node, merged: Node) -> None:
    """Raise UncertainError if the merge uses an import that one side removed, or gives two things one name."""
    sides = [_names(side) for side in (yours, new)]
    names = _names(merged)
    clashes = {name for name, things in names.items() if len(things) > 1}
    if any(not any(len(side.get(name, ())) > 1 for side in sides) for name in clashes):
        raise UncertainError
    used = set(_used(merged))
    before = set().union(*sides)
    for side, tree in zip(sides, (yours, new), strict=True):
        if (before - side.keys() - names.keys()) & used - set(_used(tree)):
            # This side removed a name that only the other side still uses.
            raise UncertainError


def _names(module: Node) -> dict[str, set[Hashable]]:
    """Return the names that a module's imports and definitions give, each with what it is given to."""
    found: dict[str, set[Hashable]] = {}
    for node in module.children:
        if node.combine is not None:
            for name, thing in bound_names(render(node)):
                found.setdefault(name, set()).add(thing)
        elif isinstance(node.key, tuple) and node.key[0] == "name":
            found.setdefault(node.key[1], set()).add("defined")
    return found


def _used(module: Node) -> Iterator[str]:
    for node in module.children:
        if node.combine is None:
            yield from (match[0] for match in _NAME.finditer(render(node)))
