"""What the code imports is declared, and what is declared is imported."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.generated.services import ROOT

OWN = {"scaffold", "templates"}


def modules() -> Iterator[Path]:
    """Yield the modules that run in scaffold's process, or in one of its children."""
    yield from (ROOT / "scaffold").rglob("*.py")
    for manifest in (ROOT / "templates").rglob("feature.toml"):
        yield from (path for path in manifest.parent.glob("prepare*") if path.suffix == ".py")
        yield from (manifest.parent / "prepare").rglob("*.py")


def imported(text: str) -> Iterator[str]:
    """Yield the top names of what a module imports, at any depth of it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def users() -> dict[str, list[str]]:
    """Return the distributions that are imported, each with the modules that do."""
    known = packages_distributions()
    found: dict[str, list[str]] = {}
    for path in sorted(modules()):
        for name in set(imported(path.read_text(encoding="utf-8"))) - sys.stdlib_module_names - OWN:
            for distribution in known.get(name, [name]):
                found.setdefault(canonicalize_name(distribution), []).append(str(path.relative_to(ROOT)))
    return found


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}


def test_what_is_imported_is_declared() -> None:
    assert {name: paths for name, paths in users().items() if name not in declared()} == {}


def test_what_is_declared_is_imported() -> None:
    assert declared() - users().keys() == set()


@pytest.mark.parametrize("text", ["import yaml", "from yaml.a import b", "def f():\n    import yaml.c as d"])
def test_every_form_of_import_is_seen(text: str) -> None:
    assert list(imported(text)) == ["yaml"]
