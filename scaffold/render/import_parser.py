"""Import statements read from text, with their comments."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from scaffold.render.import_order import Alias, alias_key

_FROM = re.compile(r"from\s+(\.*)\s*([A-Za-z_][\w.]*|)\s*(?<=[\s.])import\b\s*(.*)", re.DOTALL)
_NAME = re.compile(r"([\w.]+|\*)(?:\s+as\s+(\w+))?")


class Statement:
    """An import statement: comments above it and beside it, and the names with a comment beside each."""

    __slots__ = ("above", "beside", "expanded", "is_from", "level", "module", "names")

    def __init__(self, module: str, level: int = 0, *, is_from: bool = False, names: Iterable[Alias] = ()) -> None:
        self.module = module
        self.level = level
        self.is_from = is_from
        self.names: dict[Alias, list[str]] = {alias: [] for alias in names}
        self.above: list[str] = []
        self.beside: list[str] = []
        self.expanded = False

    def sort_names(self) -> None:
        """Put the names in their order."""
        if len(self.names) > 1:
            self.names = {alias: self.names[alias] for alias in sorted(self.names, key=alias_key)}


class ImportsError(ValueError):
    """A line between `{% filter imports %}` and its end is not an import; `line` counts from 1."""

    def __init__(self, text: str, line: int) -> None:
        super().__init__(f"only import statements may stand in an imports filter, not {text.strip()!r}")
        self.line = line


def parse_imports(text: str) -> tuple[list[str], list[Statement]]:
    """Return the comments above the first import, and the statements; raises ImportsError."""
    head: list[str] = []
    found: list[Statement] = []
    above: list[str] = []
    lines = enumerate(text.splitlines(), start=1)
    for number, line in lines:
        stripped = line.strip()
        if stripped.startswith("#"):
            (above if found else head).append(stripped)
        elif stripped:
            simple = "#" not in stripped and "(" not in stripped
            statements = _made(stripped) if simple else _statements(_continued(stripped, lines))
            if not statements:
                raise ImportsError(line, number)
            statements[0].above, above = above, []
            found += statements
    if above:
        raise ImportsError(above[0], number)
    return head, found


def _continued(first: str, lines: Iterator[tuple[int, str]]) -> list[tuple[str, str]]:
    """Return the lines of one statement, each as code and comment."""
    parts = [_split_comment(first)]
    if "(" in parts[0][0]:
        while ")" not in parts[-1][0]:
            following = next(lines, None)
            if following is None:
                return []
            parts.append(_split_comment(following[1].strip()))
    return parts


def _split_comment(line: str) -> tuple[str, str]:
    code, mark, comment = line.partition("#")
    return code.strip(), (mark + comment).strip()


def _statements(parts: list[tuple[str, str]]) -> list[Statement]:
    found = _made(" ".join(code for code, _ in parts))
    if found:
        _attach_comments(found[0], parts)
    return found


def _made(code: str) -> list[Statement]:
    """Return the statements that one written statement is: `import a, b` is two."""
    found = []
    for module, level, is_from, aliases, expanded in _read(code):
        statement = Statement(module, level, is_from=is_from, names=aliases)
        statement.expanded = expanded
        found.append(statement)
    return found


class _Code(NamedTuple):
    module: str
    level: int
    is_from: bool
    aliases: tuple[Alias, ...]
    expanded: bool = False


@cache
def _read(code: str) -> tuple[_Code, ...]:
    """Read a statement without comments; most stand in many files."""
    if code.startswith("import "):
        return tuple(_Code(alias[0], 0, False, (alias,)) for alias in _aliases(code.removeprefix("import ")))  # noqa: FBT003
    match = _FROM.fullmatch(code)
    if match is None or not (match[1] or match[2]):
        return ()
    body = match[3].removeprefix("(").removesuffix(")").strip()
    aliases = _aliases(body)
    return (_Code(match[2], len(match[1]), True, tuple(aliases), body.endswith(",")),) if aliases else ()  # noqa: FBT003


def _attach_comments(statement: Statement, parts: list[tuple[str, str]]) -> None:
    """Give a comment to the name that it stands beside, else to the statement."""
    if not statement.is_from:
        statement.beside += [comment for _, comment in parts if comment]
        return
    for number, (code, comment) in enumerate(parts):
        if not comment:
            continue
        here = [alias for alias in _aliases(code.rstrip(",)")) if alias in statement.names] if number else []
        alone = list(statement.names) if len(statement.names) == 1 and len(parts) == 1 else here
        (statement.names[alone[-1]] if alone else statement.beside).append(comment)


def _aliases(text: str) -> list[Alias]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 1 and not parts[-1]:
        parts.pop()
    matches = [_NAME.fullmatch(part) for part in parts]
    return [(match[1], match[2]) for match in matches if match] if all(matches) else []
