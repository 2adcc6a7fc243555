"""What stands in a project's folder: links are never followed, and git says what is ignored."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scaffold.project import ProjectError, git, snapshot
from scaffold.project.model import LINK, Entry
from scaffold.project.snapshot import WorkingTree


def write(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "repo" / "svc"
    write(folder, ".scaffold/lock.toml", ".scaffold/baseline.tar.xz", "known.py", "src/mine.py", "build/out.o", "ü.txt")
    return folder


def test_entries(project: Path) -> None:
    (project / "crlf").write_bytes(b"a\r\n\xff")
    (project / "crlf").chmod(0o764)
    (project / "link").symlink_to("src")
    (project / "dangling").symlink_to("nowhere")
    os.mkfifo(project / "pipe")
    tree = WorkingTree(project)
    assert tree.entry("crlf") == Entry("file", b"a\r\n\xff", 0o755)
    assert tree.entry("known.py") == Entry("file", b"known.py", 0o644)
    assert tree.entry("link") == Entry("link", b"src", LINK)
    assert tree.entry("dangling") == Entry("link", b"nowhere", LINK)
    assert tree.entry("src") == Entry("folder", b"", 0o755)
    assert tree.entry("pipe") == Entry("other", b"", 0o755)
    assert tree.entry("none") is None
    assert tree.entry("none/x") is None
    assert tree.entry("link/mine.py") is None
    assert tree.entry("known.py/x") is None


def test_what_blocks_a_path(project: Path) -> None:
    (project / "link").symlink_to("src")
    tree = WorkingTree(project)
    assert tree.blocked("link/a/b.py") == "link"
    assert tree.blocked("known.py/b.py") == "known.py"
    assert tree.blocked("src/a/b.py") is None
    assert tree.blocked("new/a/b.py") is None
    assert tree.blocked("link") is None


def in_git(project: Path) -> None:
    subprocess.run(["git", "init", "-q", str(project.parent)], check=True)
    (project.parent / ".gitignore").write_text("build/\n")
    subprocess.run(["git", "-C", str(project), "add", "known.py"], check=True)


@pytest.mark.parametrize("where", ["git", "plain", "git is not installed"])
def test_files_of_the_users_own(project: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    if where != "plain":
        in_git(project)
    if where == "git is not installed":
        monkeypatch.setattr(git, "visible_files", lambda folder: None)
    write(
        project,
        ".venv/x.py",
        "env/pyvenv.cfg",
        "env/y.py",
        "node_modules/z.js",
        "a/__pycache__/a.pyc",
        "a/.mypy_cache/x",
    )
    write(project, "sub/.git", "sub/theirs.py")
    (project / "link").symlink_to("/etc")
    (project / "deleted.py").write_text("")
    if where == "git":
        subprocess.run(["git", "-C", str(project), "add", "deleted.py"], check=True)
        (project / ".gitignore").write_text(".venv\nenv\nnode_modules\n__pycache__\n.mypy_cache\nsub\n")
    (project / "deleted.py").unlink()
    expected = ["link", "src/mine.py", "ü.txt"]
    expected = [".gitignore", *expected] if where == "git" else ["build/out.o", *expected]
    assert list(WorkingTree(project).others(["known.py"])) == expected


def test_one_git_process(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_git(project)
    ran: list[object] = []
    run = subprocess.run

    def counted(*arguments: Any, **options: Any) -> Any:
        ran.append(arguments)
        return run(*arguments, **options)

    monkeypatch.setattr(subprocess, "run", counted)
    assert list(WorkingTree(project).others([])) == ["known.py", "src/mine.py", "ü.txt"]
    assert len(ran) == 1


def test_a_project_that_its_repository_ignores(project: Path) -> None:
    in_git(project)
    (project.parent / ".gitignore").write_text("svc/\n")
    assert list(WorkingTree(project).others([])) == ["build/out.o", "known.py", "src/mine.py", "ü.txt"]


def test_a_file_that_cannot_be_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> bytes:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(snapshot, "_read", refuse)
    with pytest.raises(ProjectError, match="cannot read: you may not read it") as caught:
        WorkingTree(project).entry("known.py")
    assert caught.value.path == project / "known.py"
