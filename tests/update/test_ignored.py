"""Files that git ignores: in no commit, no branch, no stage of the index, not in the baseline, never overwritten."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from scaffold.project.baseline import read_baseline
from scaffold.project.lock import read_lock
from tests.merge.memory import File
from tests.update.workshop import WHERE, Where, Workshop, git, index, spec_text, write_pack

ENV = "# development\nKEY=default\nPORT=1\n"
RULES = "*.env\n"


def release(shop: Workshop, number: int, env: str | None = ENV, more: Mapping[str, str | File] | None = None) -> None:
    files: dict[str, str | bytes | File] = {".gitignore": RULES, "a.txt": f"{number}\n", **(more or {})}
    if env is not None:
        files["dev.env"] = env
    shop.release(write_pack(shop.folder / f"pack{number}", files))


def made(shop: Workshop, where: Where = "git", env: str | None = ENV) -> Path:
    release(shop, 1, env)
    return shop.new(where, spec_text())


def everything_in_git(project: Path) -> str:
    """Return all that git has stored, in commits, in the index and loose."""
    objects = git(project, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
    blobs = [line.split()[0] for line in objects.splitlines() if line.endswith("blob")]
    return "".join(git(project, "cat-file", "blob", name) for name in blobs)


@pytest.mark.parametrize("where", WHERE)
def test_the_baseline_has_nothing_of_it(shop: Workshop, where: Where) -> None:
    project = made(shop, where)
    lock = read_lock(project)
    assert (project / "dev.env").read_text() == ENV
    assert [path for path, file in lock.files.items() if file.private] == ["dev.env"]
    assert "dev.env" not in read_baseline(project, lock)
    assert shop.scaffold("status").code == 0


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("mine", [ENV, ENV.replace("default", "s3cret")], ids=["as generated", "edited"])
def test_what_stands_there_stays_and_theirs_is_beside_it(shop: Workshop, where: Where, mine: str) -> None:
    project = made(shop, where)
    shop.write({"dev.env": mine})
    release(shop, 2, ENV.replace("default", "other") + "NEW=1\n")
    before = index(project)
    result = shop.scaffold("update")
    assert result.code == 3, result.err
    assert (project / "dev.env").read_text() == mine
    assert (project / "a.txt").read_text() == "2\n"
    assert "NEW=1" in (project / ".scaffold/theirs/dev.env").read_text()
    assert index(project) == before
    assert "git ignores it" in shop.scaffold("status").out
    assert shop.scaffold("update", "--continue").code == 0
    assert "dev.env" not in read_baseline(project, read_lock(project))
    if where != "plain":
        shop.commit()
        assert "KEY=" not in everything_in_git(project)
    assert shop.scaffold("update", "--check").code == 0


def test_the_way_back_is_exact(shop: Workshop) -> None:
    project = made(shop)
    shop.write({"dev.env": "KEY=s3cret\n"})
    release(shop, 2, "KEY=other\n")
    lock = (project / ".scaffold/lock.toml").read_text()
    assert shop.scaffold("update").code == 3
    assert shop.scaffold("update", "--undo").code == 0
    assert (project / "dev.env").read_text() == "KEY=s3cret\n"
    assert (project / ".scaffold/lock.toml").read_text() == lock


def test_a_template_that_stayed_asks_nothing(shop: Workshop) -> None:
    project = made(shop)
    shop.write({"dev.env": "KEY=s3cret\n"})
    release(shop, 2)
    assert shop.scaffold("update").code == 0
    assert (project / "dev.env").read_text() == "KEY=s3cret\n"


@pytest.mark.parametrize("where", ["git", "sub"])
def test_a_branch_holds_nothing_of_it_and_the_next_update_still_brings_it(shop: Workshop, where: Where) -> None:
    project = made(shop, where)
    shop.write({"dev.env": "KEY=s3cret\n"})
    release(shop, 2, ENV + "NEW=1\n", {"new.env": "KEY=other\n"})
    result = shop.scaffold("update", "--branch", "next")
    assert result.code == 0, result.err
    assert "git ignores these, so that they are not on the branch" in result.out
    assert "dev.env" in result.out
    names = git(project, "ls-tree", "-r", "--name-only", "next")
    assert ".env" not in names
    assert "KEY=" not in everything_in_git(project)
    git(project, "switch", "--quiet", "next")
    assert not (project / "new.env").exists()
    assert shop.scaffold("update").code == 3
    assert (project / "new.env").read_text() == "KEY=other\n"
    assert "NEW=1" in (project / ".scaffold/theirs/dev.env").read_text()


def test_an_included_spec_that_git_ignores_is_on_no_branch(shop: Workshop) -> None:
    project = made(shop)
    shop.write({".gitignore": RULES + "mine.tusk\n", "mine.tusk": "[service_config]\nport: 8002\n"})
    spec = project / "service.tusk"
    spec.write_text('@include "mine.tusk"\n' + spec.read_text())
    shop.commit()
    result = shop.scaffold("update", "--branch", "next")
    assert result.code == 0, result.err
    assert "mine.tusk" not in git(project, "ls-tree", "-r", "--name-only", "next")


def test_a_clone_has_none_and_nobody_deleted_it(shop: Workshop) -> None:
    project = made(shop)
    git(shop.folder, "clone", "--quiet", str(project), "clone")
    os.chdir(shop.folder / "clone")
    status = shop.scaffold("status")
    assert (status.code, "dev.env" in status.out) == (0, False)
    release(shop, 2, ENV + "NEW=1\n")
    result = shop.scaffold("update")
    assert result.code == 0, result.err
    assert "there is none in this copy" in result.out
    assert "deleted" not in result.out
    assert not Path("dev.env").exists()
    assert shop.scaffold("restore", "dev.env").code == 0
    assert Path("dev.env").read_text() == ENV + "NEW=1\n"


def test_restore_leaves_it_unless_it_is_named(shop: Workshop) -> None:
    project = made(shop)
    shop.write({"dev.env": "KEY=s3cret\n", "a.txt": "mine\n"})
    assert "dev.env" in shop.scaffold("restore", ".").out
    assert ((project / "dev.env").read_text(), (project / "a.txt").read_text()) == ("KEY=s3cret\n", "1\n")
    assert "git ignores it" in shop.scaffold("diff", "dev.env").out
    assert shop.scaffold("restore", "dev.env").code == 0
    assert (project / "dev.env").read_text() == ENV


def test_one_that_the_templates_gave_up_is_the_users(shop: Workshop) -> None:
    project = made(shop)
    release(shop, 2, None)
    result = shop.scaffold("update")
    assert result.code == 0, result.err
    assert (project / "dev.env").read_text() == ENV
    assert "dev.env" not in read_lock(project).files


@pytest.mark.parametrize("new", [ENV, f"{ENV}NEW=1\n"], ids=["the same", "changed"])
@pytest.mark.parametrize("rules", [".gitignore", ".git/info/exclude"])
def test_one_that_the_templates_move_stays_where_git_ignores_it(shop: Workshop, new: str, rules: str) -> None:
    project = made(shop)
    shop.write({"dev.env": "KEY=s3cret\n", ".gitignore": "", rules: "/dev.env\n"})
    shop.commit()
    release(shop, 2, None, {"deep/dev.env": File(new, template="dev.env")})
    result = shop.scaffold("update")
    assert result.code == 3, result.err
    assert "it belongs at deep/dev.env now, where git would not ignore it" in result.out
    assert (project / "dev.env").read_text() == "KEY=s3cret\n"
    assert not (project / "deep/dev.env").exists()
    git(project, "add", "--all")
    assert "s3cret" not in everything_in_git(project)
    assert shop.scaffold("update", "--continue").code == 0
    assert shop.scaffold("update", "--check").code == 0


def test_one_that_is_ignored_wherever_it_stands_moves_with_its_template(shop: Workshop) -> None:
    project = made(shop)
    shop.write({"dev.env": "KEY=s3cret\n"})
    release(shop, 2, None, {"deep/dev.env": File(ENV, template="dev.env")})
    result = shop.scaffold("update")
    assert result.code == 0, result.err
    assert (project / "deep/dev.env").read_text() == "KEY=s3cret\n"
    assert not (project / "dev.env").exists()


def test_a_new_one_over_the_users_own(shop: Workshop) -> None:
    project = made(shop, env=None)
    shop.write({"dev.env": "KEY=s3cret\n"})
    release(shop, 2)
    assert shop.scaffold("update").code == 3
    assert (project / "dev.env").read_text() == "KEY=s3cret\n"
    assert (project / ".scaffold/theirs/dev.env").read_text() == ENV


def test_one_that_is_tracked_since_is_merged_as_any_other(shop: Workshop) -> None:
    project = made(shop)
    shop.write({"dev.env": ENV.replace("default", "mine")})
    git(project, "add", "--force", "dev.env")
    shop.commit()
    release(shop, 2, ENV + "NEW=1\n")
    assert shop.scaffold("update").code == 3  # what the templates wrote last is not known
    assert "<<<<<<< yours" in (project / "dev.env").read_text()
    assert "dev.env" in git(project, "diff", "--name-only", "--diff-filter=U")
    shop.write({"dev.env": ENV.replace("default", "mine") + "NEW=1\n"})
    assert shop.scaffold("update", "--continue").code == 0
    shop.commit()
    release(shop, 3, ENV + "NEW=2\n")
    result = shop.scaffold("update")
    assert result.code == 0, result.err
    assert (project / "dev.env").read_text() == ENV.replace("default", "mine") + "NEW=2\n"


@pytest.mark.parametrize("place", ["a person's", "the clone's"])
def test_a_conflict_in_what_one_person_ignores_is_beside_it_too(shop: Workshop, place: str) -> None:
    shop.release(write_pack(shop.folder / "pack1", {"b.txt": "one\n"}))
    project = shop.new("git", spec_text())
    git(project, "rm", "--cached", "--quiet", "b.txt")
    if place == "a person's":
        (shop.folder / "rules").write_text("b.txt\n")
        git(project, "config", "core.excludesFile", str(shop.folder / "rules"))
    else:
        (project / ".git/info").mkdir(exist_ok=True)
        (project / ".git/info/exclude").write_text("b.txt\n")
    shop.commit()
    shop.write({"b.txt": "mine\n"})
    before = index(project)
    shop.release(write_pack(shop.folder / "pack2", {"b.txt": "two\n"}))
    assert shop.scaffold("update").code == 3
    assert (project / "b.txt").read_text() == "mine\n"
    assert (project / ".scaffold/theirs/b.txt").read_text() == "two\n"
    assert index(project) == before
    assert "b.txt" in read_baseline(project, read_lock(project))  # other clones have the file


def test_in_a_folder_that_the_repository_ignores_a_project_is_one_without_git(shop: Workshop) -> None:
    project = made(shop, "sub")
    top = shop.folder / "mono"
    git(top, "rm", "-r", "--cached", "--quiet", "services")
    (top / ".gitignore").write_text("/services/\n")
    git(top, "commit", "--quiet", "--message", "ignored")
    shop.write({"a.txt": "mine\n"})
    release(shop, 2)
    before = index(top)
    assert shop.scaffold("update").code == 3
    assert "<<<<<<< yours" in (project / "a.txt").read_text()
    assert index(top) == before
    assert [path for path, file in read_lock(project).files.items() if file.private] == ["dev.env"]


def test_repair_knows_nothing_of_it_and_says_nothing(shop: Workshop) -> None:
    project = made(shop, "plain")
    shop.write({"dev.env": "KEY=s3cret\n"})
    for name in ("lock.toml", "baseline.tar.xz"):
        (project / ".scaffold" / name).unlink()
        result = shop.scaffold("repair")
        assert result.code == 0, result.err
        assert name == "lock.toml" or "dev.env" not in result.out
        lock = read_lock(project)
        assert lock.files["dev.env"].private
        assert "dev.env" not in read_baseline(project, lock)
