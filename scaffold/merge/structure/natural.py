"""By what people tell the parts of a list apart."""

import re
from collections.abc import Mapping
from typing import Any

from scaffold.render.import_order import alias_key

__all__ = ["identity", "ranks_of_text", "requirement_name", "text_identity"]

_IDENTIFYING = (
    ("mountPath",), ("name",), ("id",), ("package-ecosystem", "directory"), ("containerPort",), ("target",), ("path",),
    ("include-group",), ("module",), ("uses",), ("key",), ("title",), ("repo",), ("url",), ("host",), ("port",),
)  # fmt: skip
"""Keys that tell mappings in a list apart; the first that a mapping has counts."""

_TEXTS = (
    re.compile(r"([A-Za-z_]\w*=).*", re.DOTALL),
    re.compile(r"((?:[\d.]+:)?\d[\d-]*):\d[\d-]*(?:/\w+)?"),
    re.compile(r"[^:\s]+(:/[^:\s]*)(?::\w+)?"),
)
"""Texts in lists of which only one of a name can be: `NAME=value`, `8080:80`, `data:/var/lib/data`."""

_REQUIREMENT = re.compile(
    r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(?:[(<>=!~@;].*)?", re.DOTALL
)


def identity(values: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return what tells a mapping in a list apart from the others; None if nothing does for sure."""
    for keys in _IDENTIFYING:
        found = [values.get(key) for key in keys]
        if all(isinstance(value, (str, int)) and not isinstance(value, bool) for value in found):
            values_of = map(str, found)
            return (*keys, *(value.partition("@")[0] if keys == ("uses",) else value for value in values_of))
    return None


def text_identity(text: str) -> str:
    """Return what tells a text in a list apart: a variable's name, a port's host side, a mount's target, or all."""
    for pattern in _TEXTS:
        match = pattern.fullmatch(text)
        if match:
            return match[1]
    return text


def requirement_name(requirement: str) -> tuple[str, ...] | None:
    """Return a requirement's package, normalized, and its environment marker: two of one package differ by that."""
    match = _REQUIREMENT.fullmatch(requirement)
    if match is None:
        return None
    return re.sub(r"[-_.]+", "-", match[1]).lower(), requirement.partition(";")[2].strip()


def ranks_of_text(value: object) -> tuple[Any, ...]:
    """Return the sort keys by which people sort texts: as they are, without case, as names; others stand first."""
    if not isinstance(value, str):
        return (False, ""), (False, ""), (False, ())
    bare = re.split(r"[<>=!~@;\[\s]", value)[0]
    return (True, value), (True, re.sub(r"[-_.]+", "-", bare).lower()), (True, alias_key((value, None)))
