"""The order of the packages: each imports only what stands to its left, wherever in a file the import stands."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "scaffold"
ORDER = (
    "confined",
    "tusk",
    "catalog",
    "spec",
    "evolution",
    "render",
    "graph",
    "project",
    "merge",
    "foreign",
    "update",
    "system",
    "cli",
)


def imported(text: str) -> Iterator[tuple[int, str]]:
    """Yield the packages of scaffold that a module imports, each with its line."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute, so that this test sees them"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            first, *rest = name.split(".")
            if first == "scaffold" and rest:
                yield node.lineno, rest[0]


def trespasses(package: str, text: str) -> list[tuple[int, str]]:
    """Return the imports of what stands to the right of a package."""
    right = ORDER[ORDER.index(package) + 1 :]
    return [(line, name) for line, name in imported(text) if name in right]


def test_every_package_has_its_place() -> None:
    found = {path.name for path in ROOT.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    assert found == set(ORDER)


@pytest.mark.parametrize("package", ORDER)
def test_a_package_imports_only_what_stands_to_its_left(package: str) -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}": name
        for path in sorted((ROOT / package).rglob("*.py"))
        for line, name in trespasses(package, path.read_text(encoding="utf-8"))
    }
    assert found == {}


def test_the_test_sees_every_form_of_import() -> None:
    text = "import scaffold.cli\nfrom scaffold import cli\ndef f():\n    from scaffold.cli.check import run\n"
    assert trespasses("update", text) == [(1, "cli"), (2, "cli"), (4, "cli")]
    assert trespasses("cli", text) == []
    assert trespasses("merge", "from scaffold.project.model import Lock\nfrom scaffold import __version__\n") == []


def circle(modules: Mapping[str, str]) -> list[str]:
    """Return the modules of a circle of imports, wherever in a file they stand; none where there is no circle."""
    needs = {name: {other for other in _modules(text, modules) if other != name} for name, text in modules.items()}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _modules(text: str, known: Mapping[str, str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            inner = [name for name in names if name in known]
            yield from inner
            if len(inner) < len(names) and node.module in known:
                yield node.module


def test_no_module_imports_what_imports_it() -> None:
    modules = {
        ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__"): path.read_text("utf-8")
        for path in ROOT.rglob("*.py")
    }
    assert circle(modules) == []


def test_the_test_sees_a_circle_in_every_form_of_import() -> None:
    for back in ("import a.b", "from a import b", "from a.b import x", "def f():\n    from a.b import x"):
        assert set(circle({"a.b": "import a.c", "a.c": "from a import d", "a.d": back})) == {"a.b", "a.c", "a.d"}
    assert circle({"a": "from a.b import x", "a.b": "from a import c", "a.c": ""}) == []


@pytest.mark.parametrize("library", ["copier", "cookiecutter"])
def test_only_the_process_that_renders_loads_another_tool(library: str) -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == library)
        or (isinstance(node, ast.Import) and any(alias.name.partition(".")[0] == library for alias in node.names))
    }
    assert users == {f"foreign/{library}_child.py"}
