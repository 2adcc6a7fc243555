"""The first commit."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.project.trees import FILES, STATE, files, make, tree


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def configure(text: str) -> None:
    Path(os.environ["HOME"], ".gitconfig").write_text(text)


def test_a_repository_with_one_commit(tmp_path: Path) -> None:
    created = make(tree(), tmp_path / "svc", message="Generate svc")
    assert created.committed
    assert created.notes == ()
    assert git(tmp_path / "svc", "log", "--format=%s|%an|%ae") == "Generate svc|A User|user@example.org"
    assert git(tmp_path / "svc", "branch", "--show-current") == "main"
    assert git(tmp_path / "svc", "status", "--porcelain") == ""
    assert git(tmp_path / "svc", "ls-files").splitlines() == sorted([*FILES, *STATE])


def test_into_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "svc").mkdir()
    assert make(tree(), tmp_path / "svc").committed
    assert git(tmp_path / "svc", "status", "--porcelain") == ""


def test_the_users_own_files_are_in_the_first_commit(tmp_path: Path) -> None:
    target = tmp_path / "svc"
    (target / "README.d").mkdir(parents=True)
    (target / "README.d" / "more").write_text("more")
    (target / "README.md").write_text("theirs")
    (target / "LICENSE").write_text("mine")
    (target / "COPYING").symlink_to("LICENSE")
    created = make(tree(), target)
    assert (created.committed, created.kept) == (True, ("README.md",))
    assert git(target, "status", "--porcelain") == ""
    assert git(target, "ls-files").splitlines() == sorted([*FILES, *STATE, "LICENSE", "COPYING", "README.d/more"])
    assert git(target, "show", "HEAD:README.md") == "theirs"
    assert (target / "COPYING").readlink() == Path("LICENSE")
    assert [path.name for path in tmp_path.iterdir()] == ["svc"]


def test_the_users_default_branch_and_no_hooks_and_no_signing(tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-commit", "commit-msg", "post-commit"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
        (hooks / name).chmod(0o755)
    configure(
        "[user]\n\tname = A\n\temail = a@b\n[init]\n\tdefaultBranch = trunk\n[commit]\n\tgpgsign = true\n"
        f"[core]\n\thooksPath = {hooks}\n[gpg]\n\tprogram = /bin/false\n"
    )
    assert make(tree(), tmp_path / "svc").notes == ()
    assert git(tmp_path / "svc", "branch", "--show-current") == "trunk"
    assert not (tmp_path / "ran").exists()


def test_inside_a_repository_nothing_is_made(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    created = make(tree(), tmp_path / "a" / "svc")
    assert not created.committed
    assert created.notes == (f"no git repository was made, as {tmp_path} is one already",)
    assert not (tmp_path / "a" / "svc" / ".git").exists()


def test_a_folder_that_holds_git_is_a_repository(tmp_path: Path) -> None:
    (tmp_path / "svc").mkdir()
    git(tmp_path / "svc", "init", "--quiet")
    assert not make(tree(), tmp_path / "svc").committed
    assert git(tmp_path / "svc", "status", "--porcelain").startswith("??")


def test_without_an_identity_there_is_a_note(tmp_path: Path) -> None:
    configure("[user]\n\tname = A\n")
    created = make(tree(), tmp_path / "svc")
    (note,) = created.notes
    assert note == (
        "no first commit was made, as git has no user.email yet; set it (git config --global user.email ...), "
        "then: git add -A && git commit"
    )
    assert not created.committed
    assert files(tmp_path / "svc") == FILES


def test_an_identity_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure("")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "E")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "e@x")
    assert make(tree(), tmp_path / "svc").committed


def test_without_git_there_is_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    created = make(tree(), tmp_path / "svc")
    assert created.notes == (
        "no git repository was made, as git is not installed; later: git init && git add -A && git commit",
    )
    assert files(tmp_path / "svc") == FILES


def test_a_broken_configuration_gives_a_note(tmp_path: Path) -> None:
    configure("[user\n")
    (note,) = make(tree(), tmp_path / "svc").notes
    assert note.startswith("no git repository was made (fatal: bad config line 1")


def test_the_repository_of_a_running_hook_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other").mkdir()
    git(tmp_path / "other", "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other" / ".git" / "index"))
    assert make(tree(), tmp_path / "svc").committed
    assert not (tmp_path / "other" / ".git" / "index").exists()
    assert not any((tmp_path / "other" / ".git" / "refs" / "heads").iterdir())
