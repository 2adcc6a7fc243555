"""Damaged states and faults: each is told in words (where, what, what to do), and nothing of the user's is lost."""

import json
import os
import shutil
from pathlib import Path

import pytest

from scaffold import __version__
from tests.project.states import require_agreement
from tests.update import damage, small
from tests.update.damage import Damage
from tests.update.workshop import Where, Workshop, everything, git, spec_text, standing

MAIN = "src/thing_service/main.py"
DAMAGES = [
    *((f"lock, {name}", do, "lock.toml: is damaged: ") for name, do in damage.LOCKS.items()),
    *((f"baseline, {name}", do, "baseline.tar.xz: is ") for name, do in damage.BASELINES.items()),
]
ROWS = [
    pytest.param(do, message, where, id=f"{name}-{where}")
    for turn, (name, do, message) in enumerate(DAMAGES)
    for where in (("git", "plain"), ("sub",))[turn % 2]
]


@pytest.fixture
def project(shop: Workshop) -> Path:
    """A project in git, with an edit that is committed, and a newer release to come."""
    return make(shop, "git")


def make(shop: Workshop, where: Where) -> Path:
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new(where, spec_text())
    edit(project, "How to run it.", "How I run it.")
    shop.commit()
    shop.release(small.second(shop.folder / "pack2"))
    return project


def edit(project: Path, old: str, new: str, path: str = "README.md") -> None:
    text = (project / path).read_text()
    assert old in text
    (project / path).write_text(text.replace(old, new))


def refused(shop: Workshop, *command: str, code: int = 1) -> str:
    """Run a command that must fail in words and change nothing; return the words."""
    before = everything(shop.project)
    result = shop.scaffold(*command)
    assert result.code == code, (result.out, result.err)
    assert "internal error" not in result.err
    assert "Traceback" not in result.err
    assert everything(shop.project) == before
    return result.err


def updated(shop: Workshop, *options: str) -> None:
    """Require that an update brings the next release in, with the edit kept."""
    result = shop.scaffold("update", *options)
    assert result.code == 0, result.err
    assert 'print("goodbye")' in (shop.project / MAIN).read_text()
    assert "How I run it." in (shop.project / "README.md").read_text()
    require_agreement(shop.project)


@pytest.mark.parametrize(("do", "message", "where"), ROWS)
def test_a_damaged_state(shop: Workshop, do: Damage, message: str, where: Where) -> None:
    project = make(shop, where)
    do(project)
    files = standing(project)
    for command in ("update", "status"):
        said = refused(shop, command)
        assert message in said
        assert "scaffold repair" in said
    (finding,) = json.loads(shop.scaffold("update", "--json").out)["diagnostics"]
    assert finding["hint"]

    repaired = shop.scaffold("repair")
    assert repaired.code == 0, repaired.err
    assert standing(project) == files, "only the state is repaired"
    require_agreement(project)
    shop.commit()
    result = shop.scaffold("update")
    text = (project / "README.md").read_text()
    assert "How I run it." in text
    if "not merged into it" in repaired.out:
        assert "README.md" in repaired.out, "what is lost is named"
    else:
        assert result.code == 0, result.err
        assert "Where to ask" in text
        assert 'print("goodbye")' in (project / MAIN).read_text()
    assert shop.scaffold("repair").out == "Nothing is damaged.\n"


@pytest.mark.parametrize("where", ["git", "plain"])
def test_a_baseline_of_another_lock(shop: Workshop, where: Where) -> None:
    project = make(shop, where)
    old = (project / damage.BASELINE).read_bytes()
    updated(shop)
    shop.commit()
    (project / damage.BASELINE).write_bytes(old)
    for command in ("update", "status", "diff"):
        assert "is not the one that lock.toml belongs to" in refused(shop, command)
    assert shop.scaffold("repair").code == 0
    require_agreement(project)
    assert shop.scaffold("update", "--allow-dirty").out == "thing-service is up to date\n"


@pytest.mark.parametrize("where", ["git", "plain"])
def test_a_lock_that_is_missing(shop: Workshop, where: Where) -> None:
    project = make(shop, where)
    (project / damage.LOCK).unlink()
    assert "lock.toml is missing" in refused(shop, "update")
    assert shop.scaffold("repair").code == 0
    require_agreement(project)


def test_a_folder_of_a_newer_scaffold(shop: Workshop, project: Path) -> None:
    damage.text(f'scaffold = "{__version__}"', 'scaffold = "999.0"')(project)
    for command in (["update"], ["status"], ["diff"], ["repair"], ["add", "extra"]):
        said = refused(shop, *command)
        assert f"was written by scaffold 999.0; this is {__version__}" in said
        assert "install that version or a newer one" in said


def test_no_project(shop: Workshop) -> None:
    for command in (["update"], ["status"], ["diff"], ["repair"], ["add", "extra"], ["update", "--undo"]):
        said = refused(shop, *command)
        assert said.startswith("error: there is no .scaffold folder here or above\n")
        assert "scaffold adopt" in said


def no_spec(project: Path) -> None:
    (project / "service.tusk").unlink()


def folder_as_spec(project: Path) -> None:
    no_spec(project)
    (project / "service.tusk").mkdir()


def bad_spec(project: Path) -> None:
    (project / "service.tusk").write_text('[service_template]\nname: "thing-service\n')


def unknown_key(project: Path) -> None:
    (project / "service.tusk").write_text(spec_text(more="[service_config]\nprot: 1\n\n"))


def spec_in_utf_16(project: Path) -> None:
    (project / "service.tusk").write_bytes(spec_text().encode("utf-16"))


def markers_in_spec(project: Path) -> None:
    text = spec_text()
    (project / "service.tusk").write_text(f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n")


@pytest.mark.parametrize(
    ("do", "place"),
    [
        (no_spec, "service.tusk"),
        (folder_as_spec, "service.tusk"),
        (bad_spec, "service.tusk:2:"),
        (unknown_key, "service.tusk:5:"),
        (spec_in_utf_16, "service.tusk"),
        (markers_in_spec, "service.tusk:1:"),
    ],
)
def test_a_spec_that_cannot_be_read(shop: Workshop, project: Path, do: Damage, place: str) -> None:
    do(project)
    for command in (["update"], ["status"], ["add", "extra"], ["update", "--check"]):
        assert place in refused(shop, *command)
    git(project, "checkout", "--quiet", "service.tusk") if not (project / "service.tusk").is_dir() else None


def test_a_read_only_file(shop: Workshop, project: Path) -> None:
    (project / MAIN).chmod(0o444)
    said = refused(shop, "update")
    assert f"cannot be changed, as this is read-only: {MAIN}" in said
    assert f"chmod u+w {MAIN}" in said
    (project / MAIN).chmod(0o644)
    updated(shop)


def a_folder(project: Path) -> None:
    (project / MAIN).unlink()
    (project / MAIN).mkdir()
    (project / MAIN / "mine").write_text("mine\n")


def a_link_out(project: Path) -> None:
    outside = project.parent / "outside.py"
    outside.write_text("outside\n")
    (project / MAIN).unlink()
    (project / MAIN).symlink_to(outside)


def a_parent_that_leads_out(project: Path) -> None:
    outside = project.parent / "outside"
    (project / MAIN).parent.rename(outside)
    (project / MAIN).parent.symlink_to(outside)


def a_file_as_parent(project: Path) -> None:
    shutil.rmtree((project / MAIN).parent)
    (project / MAIN).parent.write_text("mine\n")


def a_broken_link(project: Path) -> None:
    (project / MAIN).unlink()
    (project / MAIN).symlink_to("nowhere")


def a_link_to_itself(project: Path) -> None:
    (project / MAIN).unlink()
    (project / MAIN).symlink_to("main.py")


@pytest.mark.parametrize("where", ["git", "plain"])
@pytest.mark.parametrize(
    "do", [a_folder, a_link_out, a_parent_that_leads_out, a_file_as_parent, a_broken_link, a_link_to_itself]
)
def test_something_else_stands_there(shop: Workshop, where: Where, do: Damage) -> None:
    """It stays, and what is outside stays; the template's version is beside, and the update can be ended or undone."""
    project = make(shop, where)
    do(project)
    shop.commit()
    before = everything(project)
    outside = {path: path.read_bytes() for path in shop.folder.rglob("outside*/**/*") if path.is_file()}
    outside |= {path: path.read_bytes() for path in shop.folder.rglob("outside*") if path.is_file()}
    result = shop.scaffold("update", "--json")
    assert result.code == 3, result.err
    conflicts = {each["path"]: each["kind"] for each in json.loads(result.out)["conflicts"]}
    assert conflicts[MAIN] == "blocked"
    assert b'print("goodbye")' in (project / ".scaffold/theirs" / MAIN).read_bytes()
    after = everything(project)
    assert {path: it for path, it in after.items() if path.startswith("src")} == {
        path: it for path, it in before.items() if path.startswith("src")
    }
    assert shop.scaffold("status").code == 3
    assert shop.scaffold("diff").code == 0
    assert shop.scaffold("update", "--undo").code == 0
    assert everything(project) == before
    assert shop.scaffold("update").code == 3
    assert shop.scaffold("update", "--continue").code == 0
    assert {path: path.read_bytes() for path in outside} == outside


def test_a_pipe_stands_there(shop: Workshop) -> None:
    project = make(shop, "plain")
    (project / MAIN).unlink()
    os.mkfifo(project / MAIN)
    assert shop.scaffold("update").code == 3
    assert (project / MAIN).is_fifo()
    assert shop.scaffold("diff").code == 0


def test_the_state_folder_is_a_link(shop: Workshop, project: Path) -> None:
    """Also one that points out: nothing is written there."""
    elsewhere = shop.folder / "elsewhere"
    (project / ".scaffold").rename(elsewhere)
    (project / ".scaffold").symlink_to(elsewhere)
    before = {path.name: path.read_bytes() for path in elsewhere.iterdir()}
    result = shop.scaffold("update", "--allow-dirty")
    assert "internal error" not in result.err
    assert result.code == 1, result.out
    assert {path.name: path.read_bytes() for path in elsewhere.iterdir()} == before


def test_a_copy_without_its_repository(shop: Workshop, project: Path) -> None:
    copy = shop.folder / "copy"
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns(".git"))
    os.chdir(copy)
    shop.project = copy
    updated(shop)


def test_a_repository_without_git(shop: Workshop, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(shop.folder))
    said = refused(shop, "update")
    assert "is in a git repository, but git is not installed\n  hint: install git" in said


def test_a_repository_that_git_refuses(shop: Workshop, project: Path) -> None:
    (project / ".git" / "HEAD").write_text("nonsense\n")
    said = refused(shop, "update")
    assert "git status failed" in said or "git rev-parse failed" in said


def test_a_repository_without_a_commit(shop: Workshop) -> None:
    project = make(shop, "plain")
    git(project, "init", "--quiet")
    assert "the project has changes that are not committed" in refused(shop, "update")
    updated(shop, "--allow-dirty")


def test_a_folder_that_git_ignores(shop: Workshop) -> None:
    project = make(shop, "sub")
    (project.parent / ".gitignore").write_text("thing-service/\n")
    git(project, "rm", "-r", "--cached", "--quiet", ".")
    git(project, "commit", "--quiet", "--message", "ignore it")
    updated(shop)


def test_markers_of_git_in_a_file(shop: Workshop, project: Path) -> None:
    """An update on top of a merge that is not ended is refused, as the tree is dirty."""
    edit(project, "How I run it.", "<<<<<<< HEAD\nHow I run it.\n=======\nHow we run it.\n>>>>>>> other")
    assert "not committed: README.md" in refused(shop, "update")


BYTES = "# caf\u00e9\nprint('mine')\n".encode("latin-1")


def test_files_that_are_no_utf_8(shop: Workshop, project: Path) -> None:
    """Contents and names; also where imports are followed."""
    (project / "src/thing_service/own.py").write_bytes(b"# coding: latin-1\nimport thing_service.main\n" + BYTES)
    (project / "src/thing_service/broken.py").write_bytes(b"import thing_service.main\n" + BYTES)
    name = os.fsdecode(b"caf\xe9.txt")
    (project / name).write_bytes(BYTES)
    (project / "src/thing_service" / name).write_bytes(BYTES)
    shop.commit()
    (project / "service.tusk").write_text(spec_text("accounts"))
    result = shop.scaffold("update", "--json")
    assert result.code == 0, (result.out, result.err)
    assert (project / name).read_bytes() == BYTES
    assert (project / "src/accounts" / name).read_bytes() == BYTES
    own = (project / "src/accounts/own.py").read_bytes()
    assert own == b"# coding: latin-1\nimport accounts.main\n" + BYTES
    assert (project / "src/accounts/broken.py").read_bytes().endswith(BYTES)
    assert not (project / "src/thing_service").exists()


def test_a_checkout_with_cr_lf(shop: Workshop, project: Path) -> None:
    clone = shop.folder / "clone"
    git(shop.folder, "clone", "--quiet", "--config", "core.autocrlf=true", str(project), str(clone))
    assert b"\r\n" in (clone / MAIN).read_bytes()
    assert b"\r\n" not in (clone / damage.LOCK).read_bytes()
    os.chdir(clone)
    shop.project = clone
    shop.release(shop.folder / "pack1")
    assert shop.scaffold("update").out == "thing-service is up to date\n"
    shop.release(shop.folder / "pack2")
    updated(shop)
    for path in (MAIN, "README.md"):
        content = (clone / path).read_bytes()
        assert content.count(b"\n") == content.count(b"\r\n") > 0
    git(clone, "add", "--all")
    listed = git(clone, "diff", "--cached", "--stat", "--", MAIN, "README.md")
    assert "2 files changed, 2 insertions(+), 2 deletions(-)" in listed
    git(clone, "commit", "--quiet", "--message", "update")
    assert shop.scaffold("update").out == "thing-service is up to date\n"


def test_execute_bits(shop: Workshop, project: Path) -> None:
    (project / "check.sh").chmod(0o644)
    (project / MAIN).chmod(0o755)
    shop.commit()
    updated(shop)
    assert not os.access(project / "check.sh", os.X_OK)
    assert os.access(project / MAIN, os.X_OK)


def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full."""
    import errno

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", refuse)


@pytest.mark.parametrize("where", ["git", "plain"])
def test_a_full_disk(shop: Workshop, where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make(shop, where)
    with monkeypatch.context() as patch:
        full(patch)
        said = refused(shop, "update")
    assert "the disk is full\n  hint: free some space, then run the command again" in said
    assert not (project / ".scaffold/stage").exists()
    updated(shop)
