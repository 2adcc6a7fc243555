"""Two branches that both updated a project, brought together by git."""

import subprocess
from pathlib import Path

import pytest

from scaffold.project import ProjectError
from scaffold.project.baseline import read_baseline
from scaffold.project.lock import read_lock
from tests.project.states import lock_of, make, update_of

OLD = {"a.py": b"a = 1\n", "b.py": b"b = 1\n", "z.py": b"z = 1\n"}
OURS = {**OLD, "a.py": b"a = 2\n"}
THEIRS = {**OLD, "b.py": b"b = 2\n"}


def git(project: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(["git", *arguments], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    project = make(tmp_path / "svc", OLD)
    git(project, "init", "-q", "-b", "main")
    commit(project)
    git(project, "checkout", "-q", "-b", "other")
    theirs = update_of(OLD, THEIRS)
    theirs._replace(lock=theirs.lock._replace(templates="3" * 64)).apply(project)
    commit(project)
    git(project, "checkout", "-q", "main")
    update_of(OLD, OURS).apply(project)
    commit(project)
    git(project, "merge", "-q", "other", code=1)
    return project


def commit(project: Path) -> None:
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "x")


def test_the_files_merge_and_the_lock_is_in_conflict(merged: Path) -> None:
    assert git(merged, "diff", "--name-only", "--diff-filter=U").split() == [
        ".scaffold/baseline.tar.xz",
        ".scaffold/lock.toml",
    ]
    assert (merged / "a.py").read_bytes() + (merged / "b.py").read_bytes() == b"a = 2\nb = 2\n"
    with pytest.raises(ProjectError, match=r"holds a merge conflict of git \(line 4\)") as caught:
        read_lock(merged)
    assert "scaffold repair" in str(caught.value)


def test_a_lock_that_was_merged_by_hand_is_noticed(merged: Path) -> None:
    git(merged, "checkout", "--theirs", ".scaffold/lock.toml")
    lock = read_lock(merged)
    assert lock.files == lock_of(THEIRS).files
    with pytest.raises(ProjectError, match=r"is not the one that lock\.toml belongs to: a\.py differs"):
        read_baseline(merged, lock)


def test_what_only_concerns_one_copy_is_in_no_commit(merged: Path) -> None:
    assert [path for path in git(merged, "ls-files", ".scaffold").split() if "undo" in path] == []
    assert (merged / ".scaffold/undo/journal.json").exists()
