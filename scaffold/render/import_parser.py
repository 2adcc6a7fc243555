"""Import statements read from text, with their comments."""

import re
from collections.abc import Iterable, Iterator

from scaffold.render.import_order import Alias

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
            statements = _statements(_continued(stripped, lines))
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
    """Return the statements that one written statement is: `import a, b` is two."""
    code = " ".join(code for code, _ in parts)
    if code.startswith("import "):
        return _plain(code.removeprefix("import "), parts[0][1])
    match = _FROM.fullmatch(code)
    if match is None or not (match[1] or match[2]):
        return []
    body = match[3].removeprefix("(").removesuffix(")").strip()
    aliases = _aliases(body)
    if not aliases:
        return []
    statement = Statement(match[2], len(match[1]), is_from=True, names=aliases)
    statement.expanded = body.endswith(",")
    _attach_comments(statement, parts)
    return [statement]


def _plain(names: str, comment: str) -> list[Statement]:
    aliases = _aliases(names)
    found = [Statement(alias[0], names=[alias]) for alias in aliases]
    if found and comment:
        found[0].beside.append(comment)
    return found


def _attach_comments(statement: Statement, parts: list[tuple[str, str]]) -> None:
    """Give a comment to the name that it stands beside, else to the statement."""
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
