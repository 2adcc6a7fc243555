"""Where the system folds case, a name is still the one that it is spelled with."""

from pathlib import Path

import pytest

from scaffold.project.model import Entry
from scaffold.project.snapshot import WorkingTree
from scaffold.project.undoing import undo
from tests.project.folding import OPEN_FOLDERS, fold
from tests.project.states import make, picture, update_of

pytestmark = pytest.mark.skipif(not OPEN_FOLDERS.exists(), reason="needs to know which folders are open")

OLD = {"README.md": b"1\n", "src/A/a.py": b"a\n", "src/A/b.py": b"b\n"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    project = make(tmp_path / "svc", OLD)
    fold(monkeypatch, str(project))
    assert (project / "readme.MD").stat().st_ino == (project / "README.md").stat().st_ino
    return project


def test_entries(project: Path) -> None:
    tree = WorkingTree(project)
    assert tree.entry("Readme.md") is None
    assert tree.entry("src/a/a.py") is None
    assert tree.entry("README.md") == Entry("file", b"1\n", 0o644)
    assert tree.blocked("src/a/c.py") is None


@pytest.mark.parametrize(
    "new",
    [
        {**OLD, "README.md": b"2\n"},
        {"Readme.md": b"1\n", "src/A/a.py": b"a\n", "src/A/b.py": b"b\n"},
        {"README.md": b"1\n", "src/a/a.py": b"2\n", "src/a/b.py": b"b\n"},
        {"README.md": b"1\n", "SRC/A/B.py": b"a\n"},
    ],
)
def test_only_the_case_changes(project: Path, new: dict[str, bytes]) -> None:
    before = picture(project)
    update_of(OLD, new).apply(project)
    found = {path: each[1] for path, each in picture(project).items() if each[0] == "file" and path[:2] != ".s"}
    assert found == new
    undo(project)
    assert picture(project) == before


def test_a_folder_that_holds_more_keeps_its_case(project: Path) -> None:
    (project / "src/A/mine.py").write_text("mine")
    before = picture(project)
    update_of(OLD, {"README.md": b"1\n", "src/a/a.py": b"2\n", "src/a/b.py": b"b\n"}).apply(project)
    assert [path.name for path in (project / "src").iterdir()] == ["A"]
    assert sorted(path.name for path in (project / "src/A").iterdir()) == ["a.py", "b.py", "mine.py"]
    undo(project)
    assert picture(project) == before
