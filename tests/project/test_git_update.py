"""What an update asks of git and leaves in it: changes, conflicts in the index, a branch."""

import subprocess
from pathlib import Path

import pytest

from scaffold.project.errors import ProjectError
from scaffold.project.git_branch import commit_to_branch
from scaffold.project.git_changes import uncommitted
from scaffold.project.git_conflicts import Sides, catch_up, conflict_entries, index_entries, settle
from scaffold.project.git_index import restore_entries
from scaffold.project.model import LINK, NewFile
from scaffold.project.seal import sealed


def set_conflicts(project: Path, conflicts: list[Sides]) -> None:
    restore_entries(project, conflict_entries(project, conflicts))


def run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture(params=["", "services/user"])
def project(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A committed project, at the top of its repository or further down."""
    run(tmp_path, "init", "-q")
    run(tmp_path, "config", "user.name", "Somebody")
    run(tmp_path, "config", "user.email", "somebody@example.org")
    folder = tmp_path / str(request.param)
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "a [1].py").write_text("one\n")
    (folder / "b é.txt").write_text("two\n")
    (folder / "run.sh").write_text("three\n")
    (tmp_path / "neighbour.txt").write_text("four\n")
    run(tmp_path, "add", "-A")
    run(tmp_path, "commit", "-qm", "first")
    return folder


def test_a_committed_project_has_no_changes(project: Path) -> None:
    assert uncommitted(project) == ()


def test_changes_are_told_by_the_projects_own_paths(project: Path) -> None:
    (project / "src" / "a [1].py").write_text("changed\n")
    (project / "b é.txt").unlink()
    (project / "new.txt").write_text("new\n")
    (project / "service.tusk").write_text("")
    assert uncommitted(project, {"service.tusk"}) == ("b é.txt", "new.txt", "src/a [1].py")


def test_what_is_ignored_or_outside_is_no_change(project: Path, tmp_path: Path) -> None:
    (tmp_path / ".git" / "info" / "exclude").write_text("*.log\n")
    (project / "noise.log").write_text("")
    if project != tmp_path:
        (tmp_path / "neighbour.txt").write_text("changed\n")
    assert uncommitted(project) == ()


def test_a_staged_rename_is_told_with_both_names(project: Path) -> None:
    run(project, "mv", "b é.txt", "c.txt")
    assert uncommitted(project) == ("b é.txt", "c.txt")


def test_without_git_nothing_is_known(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    assert uncommitted(tmp_path) == ()


def test_a_conflict_shows_all_sides_and_can_be_settled(project: Path) -> None:
    sides = Sides("run.sh", NewFile(b"base\n", 0o644), NewFile(b"yours\n", 0o755), NewFile(b"theirs\n", 0o644))
    set_conflicts(project, [sides])
    shown = [run(project, "show", f":{stage}:./run.sh") for stage in (1, 2, 3)]
    assert shown == ["base\n", "yours\n", "theirs\n"]
    assert run(project, "status", "--porcelain", "--", "run.sh").startswith("UU ")
    assert run(project, "ls-files", "--stage", "--", "run.sh").split("\n")[1].startswith("100755 ")
    (project / "run.sh").write_text("settled\n")
    settle(project, ["run.sh", "b é.txt"])
    assert (
        run(
            project,
            "show",
            ":run.sh" if project == Path(run(project, "rev-parse", "--show-toplevel").strip()) else ":./run.sh",
        )
        == "settled\n"
    )
    assert run(project, "ls-files", "--unmerged") == ""


def test_a_side_may_be_missing(project: Path) -> None:
    set_conflicts(project, [Sides("b é.txt", NewFile(b"two\n", 0o644), NewFile(b"mine\n", 0o644), None)])
    assert run(project, "status", "--porcelain", "-z", "--", "b é.txt").startswith("UD ")


def test_the_index_goes_back_exactly(project: Path) -> None:
    (project / "run.sh").write_text("staged\n")
    run(project, "add", "run.sh")
    before = run(project, "ls-files", "--stage")
    kept = index_entries(project, ["run.sh", "src/a [1].py", "not-there.txt"])
    set_conflicts(
        project,
        [
            Sides("run.sh", NewFile(b"1", 0o644), NewFile(b"2", 0o644), NewFile(b"3", 0o644)),
            Sides("not-there.txt", None, NewFile(b"2", 0o644), NewFile(b"3", 0o644)),
        ],
    )
    assert run(project, "ls-files", "--stage") != before
    restore_entries(project, kept)
    assert run(project, "ls-files", "--stage") == before


def test_a_branch_holds_the_changes_and_nothing_else_moves(project: Path) -> None:
    (project / "b é.txt").write_text("not committed\n")
    before = run(project, "status", "--porcelain", "-z")
    changes = {"run.sh": NewFile(b"#!/bin/sh\n", 0o755), "src/a [1].py": None, "src/new.py": NewFile(b"x = 1\n", 0o644)}
    commit = commit_to_branch(project, "update", changes, "Update")
    assert run(project, "rev-parse", "update").strip() == commit
    listed = run(project, "diff", "--name-status", "--relative", "HEAD", "update").splitlines()
    assert sorted(listed) == ["A\tsrc/new.py", "D\tsrc/a [1].py", "M\trun.sh"]
    assert run(project, "status", "--porcelain", "-z") == before
    assert run(project, "log", "-1", "--format=%s", "update").strip() == "Update"


def test_a_link_is_one_for_git(project: Path) -> None:
    """Whatever filters and line ends its path has."""
    (project / ".gitattributes").write_text("* text eol=crlf\n")
    one, two, three = (NewFile(f"src/{name}".encode(), LINK) for name in "abc")
    set_conflicts(project, [Sides("run.sh", one, two, three)])
    shown = run(project, "ls-files", "--stage", "--", "run.sh").splitlines()
    assert [line[:6] for line in shown] == ["120000"] * 3
    assert [run(project, "show", f":{stage}:./run.sh") for stage in (1, 2, 3)] == ["src/a", "src/b", "src/c"]
    settle(project, ["run.sh"])
    commit_to_branch(project, "update", {"l": one, "run.sh": two}, "Update")
    tree = run(project, "ls-tree", "update", "l", "run.sh").splitlines()
    assert [line[:6] for line in tree] == ["120000", "120000"]
    assert run(project, "show", "update:./l") == "src/a"


@pytest.mark.parametrize("name", ["main", "-x", "a..b", ""])
def test_a_branch_that_cannot_be_made_is_refused(project: Path, name: str) -> None:
    run(project, "branch", "-M", "main")
    with pytest.raises(ProjectError):
        commit_to_branch(project, name, {}, "Update")


def test_without_git_there_is_no_branch(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no git repository"):
        commit_to_branch(tmp_path, "update", {}, "Update")


def test_what_git_is_still_to_get_is_left_to_the_command_that_is_at_work(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    state = tmp_path / ".scaffold"
    state.mkdir()
    (state / "index").write_bytes(sealed(".scaffold/index", b""))
    (state / "index.before").write_bytes(sealed(".scaffold/index.before", b""))
    with (state / "update.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ProjectError, match="another command is changing"):
            catch_up(tmp_path)
        assert (state / "index.before").exists()
    catch_up(tmp_path)
    assert not (state / "index.before").exists()
