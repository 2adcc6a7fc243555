"""Root in a folder of somebody else, and folders that are swapped for links while a change is carried out."""

import os
from pathlib import Path
from typing import Any

import pytest

from scaffold.project import ProjectError, disk
from scaffold.project.recovering import recover
from scaffold.project.undoing import undo
from tests.attacks.given import git
from tests.attacks.ground import Ground, picture
from tests.cli.conftest import Run
from tests.project.states import make, update_of

OLD = {"README.md": b"old\n", "src/a.py": b"a = 1\n", "src/deep/b.py": b"b = 1\n", "src/gone.py": b"gone\n"}
NEW = {"README.md": b"new\n", "src/a.py": b"a = 2\n", "src/deep/b.py": b"b = 2\n", "src/more/c.py": b"c = 1\n"}
NOBODY = 65534

is_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs to be root")


@pytest.fixture
def foreign(ground: Ground) -> Ground:
    """A project of another user's."""
    for path in (ground.project, *ground.project.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    os.chdir(ground.project)
    return ground


@is_root
@pytest.mark.parametrize("command", ["update", "repair", "restore README.md", "update --undo", "update --continue"])
def test_root_does_not_write_in_a_folder_of_somebody_else(foreign: Ground, scaffold: Run, command: str) -> None:
    before = picture(foreign.project)
    result = scaffold(*command.split())
    assert result.code == 1
    assert "belongs to nobody, and you are root" in result.err
    assert f"git config --global --add safe.directory {foreign.project}" in result.err
    assert picture(foreign.project) == before


@is_root
@pytest.mark.parametrize("safe", ["{project}", "{folder}/*", "*"])
def test_root_may_where_its_own_settings_say_so(foreign: Ground, scaffold: Run, safe: str) -> None:
    git(foreign.folder, "config", "--global", "--add", "safe.directory", foreign.fill(safe))
    told = scaffold("update").err
    assert "you are root" not in told


@is_root
def test_the_project_cannot_call_itself_safe(foreign: Ground, scaffold: Run) -> None:
    with (foreign.project / ".git/config").open("a") as config:
        config.write("[safe]\n\tdirectory = *\n")
    assert "and you are root" in scaffold("update").err


@is_root
def test_root_may_look(foreign: Ground, scaffold: Run) -> None:
    before = picture(foreign.project)
    assert scaffold("status").code == 4
    assert picture(foreign.project) == before


class Swapping:
    """Stands in for `os` in `disk`: before the n-th call that changes the disk, a folder becomes a link outside."""

    def __init__(self, turn: int, folder: Path, outside: Path) -> None:
        self.count = 0
        self._turn, self._folder, self._outside = turn, folder, outside

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in {"rename", "mkdir", "rmdir", "unlink", "replace"}:
            return real

        def call(*arguments: Any, **options: Any) -> Any:
            self.count += 1
            if self.count == self._turn and self._folder.is_dir() and not self._folder.is_symlink():
                self._folder.rename(self._folder.with_name("swapped"))
                self._folder.symlink_to(self._outside)
            return real(*arguments, **options)

        return call


@pytest.mark.parametrize("folder", ["src", "src/deep", ".scaffold", ".scaffold/stage"])
@pytest.mark.parametrize("work", ["update", "undo"])
def test_a_folder_that_becomes_a_link_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, work: str
) -> None:
    """Wherever in a change that happens, nothing outside is written, moved or removed."""
    monkeypatch.setattr(disk, "_sync", lambda descriptor: None)
    outside = tmp_path / "outside"
    for path, content in {**OLD, "deep/b.py": b"theirs\n", "a.py": b"theirs\n", "new/0": b"theirs\n"}.items():
        (outside / path).parent.mkdir(parents=True, exist_ok=True)
        (outside / path).write_bytes(content)
    before = picture(outside)
    turn, swaps = 0, 0
    while True:
        turn += 1
        project = make(tmp_path / str(turn) / "svc", OLD)
        if work == "undo":
            update_of(OLD, NEW).apply(project)
        swapping = Swapping(turn, project / folder, outside)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", swapping)
            try:
                update_of(OLD, NEW).apply(project) if work == "update" else undo(project)
                recover(project)
            except ProjectError:
                swaps += 1
        assert picture(outside) == before
        if swapping.count < turn:
            break
    assert turn > 10
    assert swaps
