"""TOML as nodes: tables of keys, and the elements of arrays that stand in brackets."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from scaffold import toml_text
from scaffold.merge.structure.brackets import TOML, bracket_node, numbered
from scaffold.merge.structure.leads import divide_lead, split_lead
from scaffold.merge.structure.natural import identity, ranks_of_text, requirement_name
from scaffold.merge.structure.node import Layout, Node, UncertainError, render

__all__ = ["read_toml", "toml_facts"]

_HEADER = re.compile(r"[^\S\n]*\[")
_REQUIREMENTS = re.compile(
    r"project\.dependencies|project\.optional-dependencies\..*|dependency-groups\..*|build-system\.requires|"
    r"tool\.(uv|hatch|poetry|pdm)\b.*dependencies"
)
"""Arrays whose texts are requirements."""


class _Statement(NamedTuple):
    """The lines above a header or a key with its value, its own lines, and comments right below."""

    lead: str
    text: str
    below: str = ""


def toml_facts(text: str) -> Iterator[tuple[object, ...]]:
    """Yield what a text says: each value with its path; raises UncertainError if it is no TOML."""
    yield from _facts(_loads(text), ())


def _facts(value: object, path: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from _facts(inner, (*path, key))
    elif isinstance(value, list):
        for item in value:
            yield from _facts(item, (*path, "[]", identity(item) if isinstance(item, dict) else None))
    elif isinstance(value, str):
        yield from ((*path, line) for line in value.split("\n"))
    else:
        yield (*path, type(value), value)


def _loads(text: str) -> dict[str, object]:
    try:
        return toml_text.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        raise UncertainError from None


def read_toml(text: str) -> Node:
    """Return a document's node; raises UncertainError if it is no TOML."""
    _loads(text)
    statements, rest = _statements(text)
    tables: list[Node] = []
    keys: list[Node] = []
    path: tuple[str, ...] = ()
    head: _Statement | None = None
    for statement in statements:
        if _HEADER.match(statement.text):
            tables += _table(head, path, keys)
            head, path, keys = statement, _header_path(statement.text), []
        else:
            keys.append(_key(statement, path))
    tables += _table(head, path, keys)
    return Node("document", "", numbered(_within_arrays(tables)), rest, layout=Layout("lines"))


def _statements(text: str) -> tuple[list[_Statement], str]:
    """Cut a text into statements; the rest is what follows the last."""
    found: list[_Statement] = []
    lead: list[str] = []
    own: list[str] = []
    for line in (line + "\n" for line in text.split("\n")[:-1]):
        if not own and not line.split("#")[0].strip():
            lead.append(line)
            continue
        own.append(line)
        if _is_whole("".join(own)):
            _attach(found, lead, "".join(own))
            lead, own = [], []
    if own:
        raise UncertainError
    return found, "".join(lead)


def _attach(found: list[_Statement], lead: list[str], text: str) -> None:
    if found and not _HEADER.match(found[-1].text):
        count = divide_lead(lead)
        found[-1] = found[-1]._replace(below="".join(lead[:count]))
        lead = lead[count:]
    found.append(_Statement("".join(lead), text))


def _is_whole(text: str) -> bool:
    """Whether lines are a header or a key with all of its value."""
    if _HEADER.match(text):
        return True
    depth = 0
    end = 0
    for match in TOML.finditer(text):
        if match[0] in "[{":
            depth += 1
        elif match[0] in "]}":
            depth -= 1
        elif match[0] in {'""', "''"} and text[match.end() : match.end() + 1] == match[0][0]:
            # The start of a string that goes on.
            return False
        end = match.end()
    return depth == 0 and '"""' not in text[end:] and "'''" not in text[end:]


def _header_path(header: str) -> tuple[str, ...]:
    data: Any = tomllib.loads(header)
    path = ["[["] if header.lstrip().startswith("[[") else ["["]
    while data:
        data = data[0] if isinstance(data, list) else data
        if data:
            [(name, data)] = data.items()
            path.append(name)
    return tuple(path)


def _table(head: _Statement | None, path: tuple[str, ...], keys: list[Node]) -> Iterator[Node]:
    if head is None:
        yield from keys
        return
    gap, above = split_lead(head.lead)
    identified: object = path
    if path[0] == "[[":
        data = tomllib.loads("".join(map(render, keys)))
        identified = (path, identity(data) or repr(data))
    yield Node(identified, head.text, tuple(keys), gap=gap, above=above, layout=Layout("lines"), free=True)


def _within_arrays(tables: list[Node]) -> Iterator[Node]:
    """Tell apart the tables below the elements of an array of tables."""
    arrays: dict[tuple[str, ...], object] = {}
    for node in tables:
        key: Any = node.key
        if isinstance(key, tuple) and isinstance(key[0], tuple):
            arrays[key[0][1:]] = key[1]
            path = key[0][1:]
        elif isinstance(key, tuple) and key[0] == "[":
            path = key[1:]
        else:
            yield node
            continue
        above = tuple(arrays[path[:end]] for end in range(1, len(path)) if path[:end] in arrays)
        yield replace(node, key=(key, above)) if above else node


def _key(statement: _Statement, table: tuple[str, ...]) -> Node:
    gap, above = split_lead(statement.lead)
    path, value = _key_path(statement.text)
    requirements = isinstance(value, list) and _REQUIREMENTS.fullmatch(".".join((*table[1:], *path))) is not None
    node = _value_node(statement.text, value, requirements=requirements)
    below = "tail" if node.layout else "head"
    return replace(
        node, key=("key", *path), gap=gap, above=above, free=True, **{below: getattr(node, below) + statement.below}
    )


def _key_path(text: str) -> tuple[tuple[str, ...], Any]:
    data: Any = tomllib.loads(text)
    names = re.match(r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|[^='"])*""", text)
    depth_of: Any = tomllib.loads(f"{names[0]}= 0" if names else text)
    path: list[str] = []
    while isinstance(depth_of, dict):
        [(name, depth_of)] = depth_of.items()
        data = data[name]
        path.append(name)
    return tuple(path), data


def _value_node(text: str, value: object, *, requirements: bool = False) -> Node:
    """Return a value's node: its elements if it is an array or an inline table, else a leaf."""
    if isinstance(value, list):
        node = bracket_node(
            text, TOML, len(value), lambda number, own: _element(own, value[number], requirements=requirements)
        )
    elif isinstance(value, dict):
        node = bracket_node(text, TOML, len(value), lambda _, own: _pair(own))
    else:
        node = None
    return node or Node(None, text)


def _element(text: str, value: object, *, requirements: bool) -> Node:
    key: object = repr(value)
    if isinstance(value, dict):
        key = identity(value) or key
    elif requirements and isinstance(value, str):
        key = requirement_name(value) or key
    return replace(_value_node(text, value), key=key, free=True, ranks=ranks_of_text(value))


def _pair(text: str) -> Node:
    path, value = _key_path(text)
    return replace(_value_node(text, value), key=("key", *path), free=True)
