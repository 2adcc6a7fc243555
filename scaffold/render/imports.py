"""The `imports` filter: import lines merged and sorted as ruff's isort rules do by default.

The rules (sections, order, one `from` per module, when to wrap) are those of ruff's `I001`; the tests compare with
ruff itself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from scaffold.render.import_order import alias_key, module_key, section_of

LINE_LENGTH = 88
"""Where ruff wraps unless the project says otherwise."""

_FROM = re.compile(r"from\s+(\.*)\s*([\w.]*)\s+import\s+(.*)", re.DOTALL)
_NAME = re.compile(r"([\w.]+|\*)(?:\s+as\s+(\w+))?")

Alias = tuple[str, str | None]


@dataclass
class _Statement:
    """One import statement of the result."""

    module: str
    level: int = 0
    is_from: bool = False
    names: dict[Alias, None] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    expanded: bool = False


class ImportsError(ValueError):
    """A line between `{% filter imports %}` and its end is not an import; `line` counts from 1."""

    def __init__(self, text: str, line: int) -> None:
        super().__init__(f"only import statements may stand in an imports filter, not {text.strip()!r}")
        self.line = line


def sort_imports(text: str, first_party: Iterable[str] = (), line_length: int = LINE_LENGTH) -> str:
    """Return import lines merged, in sections, and sorted; raises ImportsError for a line that is no import.

    The text may be indented as a whole. Comments above a statement and beside it stay with it.
    """
    prefix = _indentation(text)
    statements = _merge(_parse(text))
    if not statements:
        return ""
    own = frozenset(first_party)
    sections: dict[int, list[_Statement]] = {}
    for statement in statements:
        sections.setdefault(section_of(statement.module, statement.level, own), []).append(statement)
    width = line_length - len(prefix)
    blocks = ["".join(_format(s, width) for s in sorted(sections[n], key=_order)) for n in sorted(sections)]
    joined = "\n".join(blocks)
    return "".join(prefix + line if line.strip() else line for line in joined.splitlines(keepends=True))


def _indentation(text: str) -> str:
    for line in text.splitlines():
        if line.strip():
            return line[: len(line) - len(line.lstrip())]
    return ""


def _parse(text: str) -> list[_Statement]:
    found: list[_Statement] = []
    above: list[str] = []
    lines = iter(enumerate(text.splitlines(), start=1))
    for number, line in lines:
        stripped = line.strip()
        if not stripped:
            continue
        if stripped.startswith("#"):
            above.append(stripped)
            continue
        code, comment = _split_comment(stripped)
        comments = [comment] if comment else []
        while "(" in code and ")" not in code:
            following = next(lines, None)
            if following is None:
                raise ImportsError(line, number)
            more, comment = _split_comment(following[1].strip())
            code += " " + more
            comments += [comment] if comment else []
        statements = _statements(code)
        if not statements:
            raise ImportsError(line, number)
        statements[0].above, above = above, []
        statements[0].beside = comments
        found += statements
    return found


def _split_comment(line: str) -> tuple[str, str]:
    code, mark, comment = line.partition("#")
    return code.strip(), (mark + comment).strip()


def _statements(code: str) -> list[_Statement]:
    """Return the statements that one written statement is: `import a, b` is two."""
    if code.startswith("import "):
        aliases = _aliases(code.removeprefix("import "))
        return [_Statement(name, names={(name, asname): None}) for name, asname in aliases]
    match = _FROM.fullmatch(code)
    if match is None or not (match[1] or match[2]):
        return []
    body = match[3].strip()
    wrapped = body.startswith("(")
    body = body.removeprefix("(").removesuffix(")").strip()
    aliases = _aliases(body)
    expanded = wrapped and body.endswith(",")
    if not aliases:
        return []
    return [_Statement(match[2], len(match[1]), True, dict.fromkeys(aliases), expanded=expanded)]  # noqa: FBT003


def _aliases(text: str) -> list[Alias]:
    parts = [part.strip() for part in text.split(",")]
    if parts and not parts[-1]:
        parts.pop()
    matches = [_NAME.fullmatch(part) for part in parts]
    return [(match[1], match[2]) for match in matches if match] if all(matches) else []


def _merge(parsed: list[_Statement]) -> list[_Statement]:
    """Join statements on the same module; a star and each `as` keep a statement of their own."""
    merged: dict[tuple[str, int, bool, Alias | None], _Statement] = {}
    for statement in parsed:
        above, beside = statement.above, statement.beside
        for alias in statement.names:
            apart = not statement.is_from or alias[1] is not None or alias[0] == "*"
            key = (statement.module, statement.level, statement.is_from, alias if apart else None)
            target = merged.setdefault(key, _Statement(statement.module, statement.level, statement.is_from))
            target.names[alias] = None
            target.above += above
            target.beside += [comment for comment in beside if comment not in target.beside]
            target.expanded |= statement.expanded
            above, beside = [], []
    return list(merged.values())


def _order(statement: _Statement) -> tuple[object, ...]:
    first = min(statement.names, key=alias_key)
    asname = first[1] if not statement.is_from else None
    return statement.is_from, *module_key(statement.module, statement.level, asname), alias_key(first)


def _format(statement: _Statement, width: int) -> str:
    above = "".join(f"{comment}\n" for comment in statement.above)
    beside = "".join(f"  {comment}" for comment in statement.beside)
    names = [
        name if asname is None else f"{name} as {asname}" for name, asname in sorted(statement.names, key=alias_key)
    ]
    if not statement.is_from:
        return f"{above}import {names[0]}{beside}\n"
    start = f"from {'.' * statement.level}{statement.module} import "
    line = start + ", ".join(names)
    if names == ["*"] or (len(line) <= width and not (statement.expanded and len(names) > 0)):
        return f"{above}{line}{beside}\n"
    return f"{above}{start}({beside}\n" + "".join(f"    {name},\n" for name in names) + ")\n"
