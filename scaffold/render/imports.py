"""The `imports` filter: import lines merged and sorted as ruff's isort rules do by default.

The rules (sections, order, one `from` per module, when to wrap) are those of ruff's `I001`; the tests compare with
ruff itself.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from scaffold.render.import_order import Alias, alias_key, module_key, section_of
from scaffold.render.import_parser import ImportsError, Statement, parse_imports
from scaffold.render.slots import indent

__all__ = ["LINE_LENGTH", "ImportsError", "project_modules", "sort_imports"]

LINE_LENGTH = 88
"""Where ruff wraps unless the project says otherwise."""

_PRAGMA = re.compile(r"#\s*((?i:noqa)|(isort|type|pyright|pylint|flake8|ruff|ty|mypy):)")
"""A comment for a tool, which may stand beyond the line's length."""


def sort_imports(text: str, first_party: Iterable[str] = (), line_length: int = LINE_LENGTH) -> str:
    """Return import lines merged, in sections, and sorted; raises ImportsError for a line that is no import.

    The text may be indented as a whole. Comments above a statement and beside it stay with it; those above the first
    statement stay on top. `first_party` are the project's modules by their full names.
    """
    head, parsed = parse_imports(text)
    if not parsed:
        return "".join(f"{comment}\n" for comment in head)
    prefix = _indentation(text)
    own = frozenset(first_party)
    sections: dict[int, list[Statement]] = {}
    for statement in _merge(parsed):
        sections.setdefault(section_of(statement.module, statement.level, own), []).append(statement)
    width = line_length - len(prefix)
    joined = "".join(f"{comment}\n" for comment in head)
    joined += "\n".join(_section(sections[number], width) for number in sorted(sections))
    return indent(joined, prefix)


def project_modules(paths: Iterable[str]) -> Iterator[str]:
    """Yield what ruff takes for the project's own modules: the folders and Python files in its root and in `src`."""
    for path in paths:
        for place in {path, path.removeprefix("src/")}:
            *folders, file = place.split("/")
            yield from (".".join(folders[:end]) for end in range(1, len(folders) + 1))
            if file.endswith((".py", ".pyi")):
                yield ".".join((*folders, file.rpartition(".")[0]))


def _indentation(text: str) -> str:
    first = next(line for line in text.splitlines() if line.strip())
    return first[: len(first) - len(first.lstrip())]


def _merge(parsed: list[Statement]) -> list[Statement]:
    """Join statements on the same module; a star and each `as` keep a statement of their own."""
    merged: dict[tuple[str, int, bool, Alias | None], Statement] = {}
    for statement in parsed:
        for part in _parts(statement):
            first = next(iter(part.names))
            alone = first if not part.is_from or _is_apart(first) else None
            target = merged.setdefault((part.module, part.level, part.is_from, alone), part)
            if target is not part:
                _join(target, part)
    return list(merged.values())


def _is_apart(alias: Alias) -> bool:
    return alias[1] is not None or alias[0] == "*"


def _parts(statement: Statement) -> list[Statement]:
    """Return a statement, or one for each name where some stand apart; its comments stay with the first."""
    if len(statement.names) == 1 or not any(map(_is_apart, statement.names)):
        return [statement]
    parts = []
    for alias, comments in statement.names.items():
        part = Statement(statement.module, statement.level, is_from=statement.is_from)
        part.names[alias] = comments
        part.expanded = statement.expanded
        parts.append(part)
    parts[0].above, parts[0].beside = statement.above, statement.beside
    return parts


def _join(target: Statement, part: Statement) -> None:
    for alias, comments in part.names.items():
        known = target.names.setdefault(alias, [])
        known += [comment for comment in comments if comment not in known]
    target.above += part.above
    target.beside += [comment for comment in part.beside if comment not in target.beside]
    target.expanded |= part.expanded


def _order(statement: Statement) -> tuple[object, ...]:
    first = next(iter(statement.names))
    asname = None if statement.is_from else first[1]
    return statement.is_from, *module_key(statement.module, statement.level, asname), alias_key(first)


def _section(statements: list[Statement], width: int) -> str:
    for statement in statements:
        statement.sort_names()
    first, *rest = sorted(statements, key=_order)
    return _format(first, width) + "".join(("\n" if s.above else "") + _format(s, width) for s in rest)


def _format(statement: Statement, width: int) -> str:
    if not (statement.above or statement.beside or any(statement.names.values())):
        return _bare(_start(statement), tuple(statement.names), statement.expanded, width)
    above = "".join(f"{comment}\n" for comment in statement.above)
    names = {_name(alias): comments for alias, comments in statement.names.items()}
    if not statement.is_from:
        return f"{above}{_start(statement)}{', '.join(names)}{_beside(statement.beside)}\n"
    start = _start(statement)
    if not statement.expanded and (len(names) == 1 or not any(names.values())):
        line = start + ", ".join(names)
        comments = _beside([*statement.beside, *next(iter(names.values()))])
        counted = "" if _PRAGMA.search(comments) else comments
        if "*" in names or len(line + counted) <= width:
            return f"{above}{line}{comments}\n"
    lines = "".join(f"    {name},{_beside(comments)}\n" for name, comments in names.items())
    return f"{above}{start}({_beside(statement.beside)}\n{lines})\n"


def _start(statement: Statement) -> str:
    return f"from {'.' * statement.level}{statement.module} import " if statement.is_from else "import "


@cache
def _bare(start: str, aliases: tuple[Alias, ...], expanded: bool, width: int) -> str:  # noqa: FBT001
    """Return a statement without comments; most stand in many files."""
    names = [_name(alias) for alias in aliases]
    line = start + ", ".join(names)
    if start == "import " or (not expanded and ("*" in names or len(line) <= width)):
        return f"{line}\n"
    return f"{start}(\n" + "".join(f"    {name},\n" for name in names) + ")\n"


def _name(alias: Alias) -> str:
    return alias[0] if alias[1] is None else f"{alias[0]} as {alias[1]}"


def _beside(comments: Iterable[str]) -> str:
    return "".join([f"  {comment}" for comment in comments])
