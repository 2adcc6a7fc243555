"""A library of another tool that is missing, or not one that scaffold works with: a sentence, and what to install."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from scaffold.distribution import needed
from scaffold.foreign.protocol import unusable
from tests.cli.conftest import Run, pack, scaffold, work

__all__ = ["pack", "scaffold", "work"]

DEPENDENCIES = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]["dependencies"]
SHADOWS = {"gone": "raise ModuleNotFoundError(\"No module named '{0}'\")", "another inside": ""}


@pytest.fixture(params=list(SHADOWS.values()), ids=list(SHADOWS))
def shadow(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put another package before a library."""

    def put(library: str) -> None:
        package = tmp_path / "first" / library
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(request.param.format(library))
        monkeypatch.setenv("PYTHONPATH", str(package.parent))

    return put


@pytest.mark.parametrize("library", ["copier", "cookiecutter"])
def test_a_library_that_cannot_be_loaded(
    library: str, request: pytest.FixtureRequest, shadow: Callable[[str], None], scaffold: Run
) -> None:
    source = request.getfixturevalue(f"{library}_pack")
    shadow(library)
    result = scaffold("new", "shop", "--pack", source, "--no-input")
    assert (result.code, result.out) == (1, "")
    assert ", which renders it, cannot be loaded: " in result.err
    assert f'hint: install what this scaffold works with: python -m pip install "{library}' in result.err
    assert "Traceback" not in result.err


def test_a_library_that_is_not_installed() -> None:
    refused = unusable("no-such-library", ModuleNotFoundError("No module named 'no_such_library'"))
    assert refused.message == "no-such-library, which renders it, is not installed beside scaffold"
    assert str(refused.hint).endswith('python -m pip install "no-such-library"')


@pytest.mark.parametrize("library", ["copier", "cookiecutter"])
def test_the_hint_names_the_range_that_scaffold_declares(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.requires", lambda name: DEPENDENCIES if name == "tusk-scaffold" else None)
    declared = next(each for each in map(Requirement, DEPENDENCIES) if each.name == library)
    assert needed(library) == str(declared)
    assert declared.specifier
