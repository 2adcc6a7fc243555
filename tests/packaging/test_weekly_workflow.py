"""The weekly workflow installs the real package by the real `uvx`, from an index that also has others."""

import os
from pathlib import Path

import pytest

from scaffold import __version__
from tests.generated import workflow
from tests.generated.workflow import git
from tests.packaging.conftest import NEXT, PROGRAMS, run
from tests.packaging.index import Index


@pytest.fixture
def project(installed: Path, offline: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A service that the installed wheel made, and whose spec has changed since."""
    for name in set(os.environ) - set(offline):
        monkeypatch.delenv(name)
    runner = offline | {"UV_CACHE_DIR": str(tmp_path / "uv")}  # each run is on a new machine
    for name, value in runner.items():
        monkeypatch.setenv(name, value)
    run(installed / "scaffold", "new", "a-service", "--with", "auto_update", "--no-input", cwd=tmp_path)
    project = workflow.with_remote(tmp_path / "a-service", tmp_path / "remote.git")
    spec = project / "service.tusk"
    spec.write_text(spec.read_text().replace("port: 8000", "port: 9000"))
    git(project, "commit", "--quiet", "--all", "--message", "Change the port")
    git(project, "push", "--quiet", "origin", "HEAD:main")
    return project


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    workflow.program(tmp_path / "tools", "uvx", f'#!/bin/sh\nexec "{PROGRAMS}/uvx" "$@"\n')
    return tmp_path / "tools"


def test_it_runs_the_release_that_made_the_project(project: Path, tools: Path, index: Index) -> None:
    index.fetched.clear()
    done = workflow.run(project, tools)

    assert done.state == "clean"
    assert "9000" in git(project, "show", "origin/template-update:.env.example")
    scaffolds = {name for name in index.fetched if "scaffold" in name}
    assert scaffolds == {f"tusk_scaffold-{__version__}-py3-none-any.whl"}


def test_a_run_with_a_newer_release_raises_the_pin(project: Path, tools: Path) -> None:
    newer = f"tusk-scaffold=={NEXT}"
    done = workflow.run(project, tools, token="its own", source=newer)  # noqa: S106  of no repository

    assert done.state == "clean"
    assert f'SOURCE: "{newer}"' in git(project, "show", f"origin/template-update:{workflow.PATH}")
