"""What the catalogue says when a pack is wrong."""

from collections.abc import Sequence
from pathlib import Path

from scaffold.catalog.problem import Problem
from scaffold.catalog.text import read_text
from scaffold.tusk import Diagnostic, Location, TuskError

_SHOWN = 100
"""Faults that are told; a last one says how many more there are."""


class CatalogError(TuskError):
    """A pack cannot be used; `diagnostics` says why, with the faults found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        shown = problems[:_SHOWN]
        if len(problems) > _SHOWN:
            more = Problem(shown[-1].code, shown[-1].file, f"there are {len(problems) - _SHOWN} more faults")
            shown = [*shown, more]
        super().__init__(tuple(_diagnostic(problem) for problem in shown))


def _diagnostic(problem: Problem) -> Diagnostic:
    text = _text(problem.file)
    line = problem.line or line_of(text, problem.place)
    lines = text.splitlines()
    excerpt = lines[line - 1] if line <= len(lines) else ""
    end = max(len(excerpt) + 1, problem.column + 1)
    location = Location(str(problem.file), line, problem.column, end, excerpt)
    return Diagnostic(problem.code, "error", problem.message, location, problem.hint)


def _text(file: Path) -> str:
    try:
        return read_text(file)
    except (OSError, UnicodeDecodeError):
        return ""


def line_of(text: str, place: tuple[str, ...]) -> int:
    """Give the line of a TOML text (from 1) that comes nearest to a path of keys; 1 when nothing does."""
    table: tuple[str, ...] = ()
    best, depth = 1, 0
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("["):
            table = path = _keys(line.partition("]")[0].strip("[] "))
        elif "=" in line and not line.startswith("#"):
            path = table + _keys(line.partition("=")[0])
        else:
            continue
        common = _common(path, place)
        if common > depth:
            best, depth = number, common
    return best


def _keys(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _common(path: tuple[str, ...], place: tuple[str, ...]) -> int:
    count = 0
    for one, other in zip(path, place, strict=False):
        if one != other:
            break
        count += 1
    return count
