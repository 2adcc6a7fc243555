"""Three-way merge of import statements that stand together, sorted as ruff's isort rules do."""

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from scaffold.merge.structure.node import UncertainError
from scaffold.merge.structure.sequence import three_way
from scaffold.render.import_order import LOCAL, STANDARD, Alias, section_of
from scaffold.render.import_parser import ImportsError, Statement, parse_imports
from scaffold.render.imports import sort_imports

__all__ = ["Context", "add_imports", "bound_names", "import_facts", "merge_imports"]

_WIDTHS = 79, 80, 88, 99, 100, 110, 119, 120, 140, 160
"""Line lengths that projects choose."""


class Context(NamedTuple):
    """What a file tells about how its imports are sorted."""

    own: frozenset[str]
    """Names of the project's packages."""
    longest: int
    """The length of the file's longest line."""


Key = tuple[str, int, bool, Alias | None]


class _Import(NamedTuple):
    """One statement's comments and names; `names` has the comment beside each."""

    above: tuple[str, ...]
    beside: tuple[str, ...]
    names: dict[Alias, tuple[str, ...]]
    expanded: bool


def merge_imports(base: str, yours: str, new: str, *, context: Context, indent: str) -> str:
    """Merge three runs of imports; raises UncertainError where that is not certain.

    They must be sorted already, or they would not stay as they are.
    """
    sides = [_read(text) for text in (base, yours, new)]
    texts = [text for text in (base, yours, new) if text]
    modules = _first_party(texts, context.own)
    width = _width(texts, modules, indent, context.longest)
    merged = {
        key: found
        for key in {**sides[0], **sides[1], **sides[2]}
        if (found := _merge_one(*(side.get(key) for side in sides))) is not None
    }
    lines = "".join(indent + line + "\n" for key, found in merged.items() for line in _write(key, found))
    return sort_imports(lines, modules, width)[len(indent) :] if lines else ""


def add_imports(text: str, added: str, *, context: Context) -> str:
    """Return a run of sorted imports with some more; raises UncertainError if it is not sorted."""
    modules = _first_party([text, added], context.own)
    return sort_imports(text + added, modules, _width([text], modules, "", context.longest))


def import_facts(text: str) -> Iterator[tuple[object, ...]]:
    """Yield each imported name with its module."""
    for (module, level, is_from, _), found in _read(text).items():
        yield from ((module, level, is_from, alias) for alias in found.names)


def bound_names(text: str) -> Iterator[tuple[str, Hashable]]:
    """Yield the names that imports bind, each with what it is bound to."""
    for (module, level, is_from, _), found in _read(text).items():
        for name, asname in found.names:
            bound = asname or (name if is_from else name.partition(".")[0])
            yield bound, (module, level, name) if is_from or asname else bound


def _read(text: str) -> dict[Key, _Import]:
    """Return statements by what they import from; a star and each `as` have a statement of their own."""
    try:
        head, statements = parse_imports(text)
    except ImportsError:
        raise UncertainError from None
    found: dict[Key, _Import] = {}
    for statement in statements:
        alone = next(iter(statement.names)) if len(statement.names) == 1 else None
        apart = alone is not None and (not statement.is_from or alone[1] is not None or alone[0] == "*")
        key = (statement.module, statement.level, statement.is_from, alone if apart else None)
        if key in found or head:
            raise UncertainError
        found[key] = _as_data(statement)
    return found


def _as_data(statement: Statement) -> _Import:
    names = {alias: tuple(comments) for alias, comments in statement.names.items()}
    return _Import(tuple(statement.above), tuple(statement.beside), names, statement.expanded)


def _merge_one(base: _Import | None, yours: _Import | None, new: _Import | None) -> _Import | None:
    if yours is None or new is None:
        left = yours or new
        if base is None or left is None:
            return left
        if left != base:
            raise UncertainError
        return None
    before = base or _Import((), (), {}, expanded=False)
    names: dict[Alias, tuple[str, ...]] = {}
    for alias in {**yours.names, **new.names}:
        versions = before.names.get(alias), yours.names.get(alias), new.names.get(alias)
        comments = three_way(*versions)
        if comments is not None:
            names[alias] = comments
    if not names:
        raise UncertainError
    return _Import(
        three_way(before.above, yours.above, new.above),
        three_way(before.beside, yours.beside, new.beside),
        names,
        three_way(before.expanded, yours.expanded, new.expanded),
    )


def _write(key: Key, found: _Import) -> Iterator[str]:
    module, level, is_from, _ = key
    yield from found.above
    beside = "  " + "  ".join(found.beside) if found.beside else ""
    names = {
        name if asname is None else f"{name} as {asname}": found.names[name, asname] for name, asname in found.names
    }
    if not is_from:
        yield f"import {', '.join(names)}{beside}"
    elif list(names) == ["*"]:
        yield f"from {'.' * level}{module} import *{beside}{''.join('  ' + text for text in names['*'])}"
    else:
        yield f"from {'.' * level}{module} import ({beside}"
        last = len(names) - 1
        for number, (name, comments) in enumerate(names.items()):
            comma = "," if number < last or found.expanded else ""
            yield f"    {name}{comma}{''.join('  ' + text for text in comments)}"
        yield ")"


def _first_party(texts: list[str], own: frozenset[str]) -> frozenset[str]:
    """Return the modules of the project: of its packages, and those that stand in a section behind another's."""
    roots = set(own)
    modules: set[str] = set()
    for text in texts:
        sections = [_read(part) for part in _sections(text)]
        foreign = []
        for section in sections:
            keys = [key for key in section if section_of(key[0], key[1], frozenset()) not in (STANDARD, LOCAL, 0)]
            modules |= {key[0] for key in keys}
            if keys:
                foreign.append({key[0].partition(".")[0] for key in keys})
        if len(foreign) > 1:
            roots |= foreign[-1]
    return frozenset(module for module in modules if module.partition(".")[0] in roots)


def _sections(text: str) -> list[str]:
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            parts[-1].append(line)
        elif parts[-1]:
            parts.append([])
    return ["\n".join(part) for part in parts if part]


def _width(texts: list[str], modules: frozenset[str], indent: str, longest: int) -> int:
    """Return a line length by which the imports of all sides stay as they are; raises UncertainError if none is."""
    for width in sorted(_WIDTHS, key=lambda width: (width < longest, width)):
        if all(sort_imports(indent + text, modules, width) == indent + text for text in texts):
            return width
    raise UncertainError
