"""What `create` leaves for later updates."""

from pathlib import Path

from scaffold.project import create, first_lock
from scaffold.project.baseline import read_baseline
from scaffold.project.lock import read_lock
from scaffold.project.model import Entry
from scaffold.project.snapshot import WorkingTree
from tests.project.trees import FILES, STATE, make, tree


def test_lock_and_baseline_are_those_of_the_templates(tmp_path: Path) -> None:
    made = tree()
    lock = first_lock(made.files, "a" * 64)
    created = create(made, tmp_path / "svc", lock)
    assert created.files == len(FILES)
    assert read_lock(tmp_path / "svc") == lock
    assert read_baseline(tmp_path / "svc", lock) == FILES
    assert sorted(str(path.relative_to(tmp_path / "svc")) for path in (tmp_path / "svc/.scaffold").iterdir()) == STATE
    assert list(WorkingTree(tmp_path / "svc").others(lock.files)) == []


def test_two_projects_have_the_same_bytes(tmp_path: Path) -> None:
    make(tree(), tmp_path / "a")
    make(tree(dict(reversed(FILES.items()))), tmp_path / "b")
    for path in STATE:
        assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes()


def test_the_users_own_readme_is_an_edit(tmp_path: Path) -> None:
    (tmp_path / "svc").mkdir()
    (tmp_path / "svc/README.md").write_text("mine")
    make(tree(), tmp_path / "svc")
    lock = read_lock(tmp_path / "svc")
    assert "README.md" in lock.files
    assert read_baseline(tmp_path / "svc", lock)["README.md"] == FILES["README.md"]
    assert WorkingTree(tmp_path / "svc").entry("README.md") == Entry("file", b"mine", 0o644)
