"""Every failure that may happen has one class, says the same in words and as data, and is shown in one place."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import scaffold
from scaffold.catalog.errors import CatalogError
from scaffold.catalog.problem import Problem
from scaffold.cli.failures import RefusedError, expected, told, words
from scaffold.cli.terminal import OutputError
from scaffold.errors import ScaffoldError
from scaffold.evolution.errors import ContradictionError, DamagedError, Question, WordNeededError
from scaffold.foreign.errors import PackError, UntrustedError
from scaffold.project.errors import NewerError, ProjectError
from scaffold.render.errors import RenderError
from scaffold.spec.explain import UnknownPathError
from scaffold.tusk import TuskError, parse
from scaffold.update.errors import UpdateError

FINDINGS = parse("a: 1 + 2\nb c\n", source="a.tusk").diagnostics
FAILURES = [
    ScaffoldError("no", "do"),
    RefusedError("no", "do"),
    OutputError("full"),
    UpdateError("no", "do"),
    PackError("no"),
    UntrustedError("p", ("task: make", "hook: x")),
    ProjectError(Path("a"), "no", "do"),
    NewerError(Path("a"), "no"),
    DamagedError("no"),
    ContradictionError("no"),
    RenderError("no", feature="f", template="t", line=3),
    UnknownPathError("a.b", 'did you mean "a.c"?'),
    WordNeededError((Question("a", "one?", ("--x",)), Question("b", "two?", ("--y", "--z")))),
    TuskError(FINDINGS),
    CatalogError([Problem("F001", Path("feature.toml"), "no", hint="do")]),
]


def subclasses(kind: type[ScaffoldError]) -> Iterator[type[ScaffoldError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from subclasses(below)


def test_each_failure_is_tried_here() -> None:
    for module in pkgutil.walk_packages(scaffold.__path__, "scaffold."):
        if not module.name.endswith(("__main__", "_child")):
            importlib.import_module(module.name)
    own = {kind for kind in subclasses(ScaffoldError) if kind.__module__.startswith("scaffold.")}
    assert own == {type(failure) for failure in FAILURES}


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_words_and_data_say_the_same(failure: ScaffoldError) -> None:
    text, data = failure.to_text(), failure.to_json()
    heads = [line for line in text.splitlines() if not line.startswith("  ")]
    assert len(heads) == len(data)
    for head, finding in zip(heads, data, strict=True):
        assert f"{finding['severity']}" in head
        assert str(finding["message"]).partition("\n")[0] in head
        assert finding.get("hint") is None or f"hint: {finding['hint']}" in text
    assert expected(failure) is failure
    assert words(failure) == text, "without a terminal there are no colours"


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_the_severity_of_each_finding_has_a_colour(failure: ScaffoldError, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaffold.cli.terminal.has_colour", lambda _stream: True)
    assert words(failure).count("\x1b[31;1m") == len(failure.to_json())


def test_the_operating_systems_failures_are_told_like_ours(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), told(as_json=True):
        raise PermissionError(13, "Permission denied", "/x")
    assert '"message": "/x: Permission denied"' in capsys.readouterr().out
    assert str(expected(FileNotFoundError(2, "gone"))).startswith("the folder that you are in was removed")
    assert expected(ValueError("a fault of ours")) is None


@pytest.mark.parametrize("error", [BrokenPipeError(32, "Broken pipe"), OutputError("full"), KeyError("x")])
def test_what_cannot_be_told_as_data_is_let_through(error: Exception) -> None:
    with pytest.raises(type(error)), told(as_json=True):
        raise error
