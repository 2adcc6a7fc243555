"""A merged file has to be as valid as both sides were."""

import ast
import json
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from scaffold import toml_text
from scaffold.merge.text import BOM


class InvalidFileError(ValueError):
    """A file cannot be parsed; the message says why."""


def merge_problem(path: str, yours: bytes, new: bytes, merged: bytes) -> str | None:
    """Say what is wrong with a merged file that is wrong with neither side, or return None.

    A side that is invalid itself cannot be a measure: then every result passes.
    """
    check = _CHECKS.get(PurePosixPath(path).suffix.lower())
    if check is None:
        return None
    problem, doubled = None, Counter[str]()
    try:
        doubled = Counter({name: count for name, count in check(merged).items() if count > 1})
    except InvalidFileError as error:
        problem = str(error)
    if problem is None and not doubled:
        return None  # what the sides are like does not matter
    try:
        before = check(yours) | check(new)  # of each name the larger count
    except InvalidFileError:
        return None
    more = sorted(name for name, count in doubled.items() if count > before[name])
    return f"{more[0]} would be defined twice" if more else problem


def parse_problem(path: str, content: bytes) -> str | None:
    """Say why a file cannot be parsed, or return None; of files without a parser here, nothing is known."""
    check = _CHECKS.get(PurePosixPath(path).suffix.lower())
    try:
        if check is not None:
            check(content)
    except InvalidFileError as error:
        return str(error)
    return None


def _python(content: bytes) -> Counter[str]:
    """Compile a Python file, and count the definitions of each name in each scope."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
            compile(tree, "merged", "exec", dont_inherit=True)  # a return outside a function parses, but is no Python
    except (SyntaxError, ValueError) as error:
        message = f"it is no valid Python any more ({_first_line(error)})"
        raise InvalidFileError(message) from error
    except (RecursionError, MemoryError) as error:
        message = "it is nested too deeply"
        raise InvalidFileError(message) from error
    return Counter(_definitions(tree, ""))


def _definitions(node: ast.AST, scope: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield scope + child.name
            yield from _definitions(child, f"{scope}{child.name}.")
        elif isinstance(child, ast.stmt) and not isinstance(child, ast.If | ast.Try | ast.Match):
            yield from _definitions(child, scope)  # branches may define a name each


def _toml(content: bytes) -> Counter[str]:
    try:
        toml_text.loads(content.removeprefix(BOM).decode())
    except (ValueError, RecursionError) as error:
        message = f"it is no valid TOML any more ({_first_line(error)})"
        raise InvalidFileError(message) from error
    return Counter()


def _json(content: bytes) -> Counter[str]:
    doubled: Counter[str] = Counter()

    def note(pairs: list[tuple[str, object]]) -> None:
        counts = Counter(name for name, _ in pairs)
        for name, count in counts.items():
            doubled[name] = max(doubled[name], count)

    try:
        json.loads(content.removeprefix(BOM), object_pairs_hook=note)
    except (ValueError, RecursionError) as error:
        message = f"it is no valid JSON any more ({_first_line(error)})"
        raise InvalidFileError(message) from error
    return doubled


def _yaml(content: bytes) -> Counter[str]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

    doubled: Counter[str] = Counter()

    def count(node: Node) -> None:
        children = node.value if isinstance(node.value, list) else []
        if isinstance(node, MappingNode):
            keys = Counter(key.value for key, _ in children if isinstance(key, ScalarNode))
            for name, times in keys.items():
                doubled[name] = max(doubled[name], times)
            children = [child for pair in children for child in pair]
        for child in children:
            count(child)

    try:
        for document in YAML(typ="rt", pure=True).compose_all(content.decode("utf-8-sig")):
            if document is not None:
                count(document)
    except (YAMLError, ValueError, RecursionError) as error:
        message = f"it is no valid YAML any more ({_first_line(error)})"
        raise InvalidFileError(message) from error
    return doubled


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


_CHECKS: dict[str, Callable[[bytes], Counter[str]]] = {
    ".py": _python,
    ".toml": _toml,
    ".json": _json,
    ".yaml": _yaml,
    ".yml": _yaml,
}
