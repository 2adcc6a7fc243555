"""The languages whose structure is known, by the suffix of a path."""

import json
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from scaffold.merge.structure.certainty import words
from scaffold.merge.structure.node import Node, UncertainError
from scaffold.merge.structure.python_facts import check_names, python_facts
from scaffold.merge.structure.toml import read_toml, toml_facts

__all__ = ["Language", "Parsed", "language_of", "packages_of"]


class Parsed(NamedTuple):
    """A file's tree, and what it says: facts that a merge must keep."""

    node: Node
    facts: Sequence[Hashable]


class Language(NamedTuple):
    """How to read a file; both raise UncertainError. `check` compares yours, new and their merge once more."""

    read: Callable[[str], Parsed]
    check: Callable[[Node, Node, Node], None]


def language_of(path: str) -> Language | None:
    """Return the language of a file by its path; None if its structure is not known."""
    suffix = PurePosixPath(path).suffix
    if suffix in {".py", ".pyi"}:
        return Language(partial(_python, own=packages_of(path)), check_names)
    read = {".toml": _toml, ".yaml": _yaml, ".yml": _yaml, ".json": _json}.get(suffix)
    return None if read is None else Language(read, lambda *_: None)


def packages_of(path: str) -> frozenset[str]:
    """Return the names of the project's packages as far as a path tells them."""
    parts = PurePosixPath(path).parts
    return frozenset(parts[1:2] if parts[:1] == ("src",) else parts[:-1][:1])


def _python(text: str, own: frozenset[str]) -> Parsed:
    from scaffold.merge.structure.python import read_python

    node = read_python(text, own)
    return Parsed(node, list(python_facts(node)))


def _toml(text: str) -> Parsed:
    return Parsed(read_toml(text), [*words(text), *toml_facts(text)])


def _yaml(text: str) -> Parsed:
    from scaffold.merge.structure.yaml import read_yaml

    node, facts = read_yaml(text)
    return Parsed(node, [*words(text), *facts])


def _json(text: str) -> Parsed:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        raise UncertainError from None
    return _yaml(text)
