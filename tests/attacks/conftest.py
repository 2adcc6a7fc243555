"""A project that is made once, and copied for each try; a newer release of its templates is due."""

import os
import shutil
from pathlib import Path

import pytest

from scaffold.confined.limits import Limits
from tests.attacks.ground import Ground
from tests.cli.conftest import Run, _git_of_a_known_user, cache, pack, scaffold, work
from tests.update import small
from tests.update.workshop import git, spec_text

__all__ = ["Run", "_git_of_a_known_user", "cache", "pack", "scaffold", "work"]


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The templates that made the project, and those of now."""
    folder = tmp_path_factory.mktemp("releases")
    return small.first(folder / "first"), small.second(folder / "second")


_made: list[Path] = []


@pytest.fixture(autouse=True)
def _small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is not trusted meet its limits soon."""
    monkeypatch.setattr("scaffold.confined.limits.UNTRUSTED", Limits(memory=512 << 20, seconds=2, output=2 << 20))


@pytest.fixture
def ground(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    scaffold: Run,
    packs: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Ground:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr("scaffold.update.form._SECONDS", 2)
    if not _made:
        _release(packs[0], monkeypatch)
        _made.append(_new(tmp_path_factory.mktemp("made"), scaffold))
    _release(packs[1], monkeypatch)
    ground = Ground(tmp_path / "ground")
    shutil.copytree(_made[0], ground.project, symlinks=True)
    ground.prepare()
    return ground


def _new(folder: Path, scaffold: Run) -> Path:
    (folder / "given.tusk").write_text(spec_text())
    made = scaffold("new", "--spec", folder / "given.tusk", "--output", folder)
    assert made.code == 0, made.err
    project = folder / "thing-service"
    git(project, "update-index", "--refresh")
    return project


def _release(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("catalog.listing", "catalog.loading", "foreign.house"):
        monkeypatch.setattr(f"scaffold.{module}.builtin_root", lambda: pack)
