"""A real update of the full example, killed at its changes of the disk: the old project, the new one, or soon so."""

import os
import shutil
from functools import partial
from pathlib import Path

import pytest

from scaffold.catalog import load_catalog
from scaffold.cli.opening import open_project
from scaffold.project import disk
from scaffold.update.carrying import carry_out
from scaffold.update.finishing import go_back
from scaffold.update.planning import Update, plan
from tests.generated.services import EXAMPLES, generate
from tests.project.killing import Counter, run_killed
from tests.project.states import litter, picture, require_agreement
from tests.update.workshop import git, index

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
LONG = bool(os.environ.get("SCAFFOLD_LONG_TESTS"))
"""Kill at every call, not at some only."""

MAIN = "src/full_service/main.py"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The full example in git, edited so that an update of its spec conflicts, moves, adds, and removes."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    project = generate("full-service", EXAMPLES / "full.tusk", tmp_path)
    (project / "README.md").write_text("mine\n")
    (project / "notes.txt").write_text("mine\n")
    (project / "src/full_service/own.py").write_text("from full_service import main\n")
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "edited")
    spec = project / "service.tusk"
    spec.write_text(spec.read_text().replace('"full-service"', '"whole-service"'))
    monkeypatch.chdir(project)
    return project


def planned(project: Path) -> Update:
    return plan(project, load_catalog())


def end(project: Path) -> None:
    """What every command begins with."""
    os.chdir(project)
    open_project()


def work(copy: Path, update: Update) -> None:
    carry_out(update._replace(project=copy))


def test_a_real_update(project: Path, tmp_path: Path) -> None:
    update = planned(project)
    assert len(update.plan.changes) > 100
    assert {item.kind for item in update.plan.items} >= {"moved", "updated", "conflict"}
    old, old_index = picture(project), index(project)
    copy = tmp_path / "copy"

    def fresh() -> Path:
        os.chdir(tmp_path)
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(project, copy, symlinks=True)
        return copy

    counter = Counter()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "os", counter)
        work(fresh(), update)
    new, new_index = picture(copy), index(copy)
    assert new_index != old_index
    outcomes = []
    step = 1 if LONG else max(counter.count // 12, 1)
    for turn in (*range(1, counter.count, step), counter.count):
        assert run_killed(partial(work, fresh(), update), turn)
        end(copy)
        found = (picture(copy), index(copy))
        assert found in ((old, old_index), (new, new_index)), "a mixture"
        require_agreement(copy)
        assert litter(copy) == []
        outcomes.append("old" if found[0] == old else "new")
        if outcomes[-1] == "new":
            go_back(copy)
            assert (picture(copy), index(copy)) == (old, old_index)
    assert outcomes == sorted(outcomes, reverse=True), "old up to a point, and new from there on"
    assert {"old", "new"} == set(outcomes)
