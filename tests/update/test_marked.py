"""Files that git takes from its index: outside of a sparse checkout, or marked by hand; and submodules."""

import os
from pathlib import Path

import pytest

from tests.update.workshop import Where, Workshop, everything, git, index, spec_text, write_pack

FILES = {"top.txt": "1\n", "docs/a.md": "one\ntwo\nthree\n", "docs/b.md": "1\n", "src/a.py": "A = 1\n"}
MARKS = ["--skip-worktree", "--assume-unchanged"]


def made(shop: Workshop, where: Where = "git") -> Path:
    shop.release(write_pack(shop.folder / "pack1", FILES))
    project = shop.new(where, spec_text())
    shop.write({"docs/a.md": "one\ntwo\nthree\nmine\n"})
    shop.commit()
    return project


def sparse(project: Path, *folders: str) -> None:
    prefix = git(project, "rev-parse", "--show-prefix").strip()
    top = git(project, "rev-parse", "--show-toplevel").strip()
    git(Path(top), "sparse-checkout", "set", "--cone", *(f"{prefix}{folder}" for folder in folders))


@pytest.mark.parametrize("where", ["git", "sub"])
def test_nothing_outside_of_a_sparse_checkout_is_deleted(shop: Workshop, where: Where) -> None:
    project = made(shop, where)
    sparse(project, "src", ".scaffold")
    assert not (project / "docs").exists()
    status = shop.scaffold("status")
    assert (status.code, "deleted" in status.out) == (0, False)
    assert "edited    docs/a.md" in status.out
    assert "+mine" in shop.scaffold("diff").out
    (project / ".scaffold/baseline.tar.xz").unlink()
    repaired = shop.scaffold("repair")
    assert repaired.code == 0, repaired.err
    assert shop.scaffold("status").out == status.out


@pytest.mark.parametrize("where", ["git", "sub"])
def test_an_update_inside_of_it_goes_through(shop: Workshop, where: Where) -> None:
    project = made(shop, where)
    sparse(project, "src", ".scaffold")
    shop.release(write_pack(shop.folder / "pack2", {**FILES, "src/a.py": "A = 2\n"}))
    result = shop.scaffold("update")
    assert result.code == 0, result.err
    assert (project / "src/a.py").read_text() == "A = 2\n"
    assert "deleted" not in result.out
    changed = git(project, "status", "--porcelain", "--", ".").replace("services/thing-service/", "")
    assert set(changed.split()) == {"M", "src/a.py", ".scaffold/baseline.tar.xz", ".scaffold/lock.toml"}


@pytest.mark.parametrize("where", ["git", "sub"])
def test_one_outside_of_it_is_refused_with_two_ways_out(shop: Workshop, where: Where) -> None:
    project = made(shop, where)
    sparse(project, "src", ".scaffold")
    newer = {**FILES, "docs/a.md": "one\n2\nthree\n", "src/a.py": "A = 2\n"}
    shop.release(write_pack(shop.folder / "pack2", newer))
    before, entries = everything(project), index(project)
    refused = shop.scaffold("update")
    assert refused.code == 1
    assert "docs/a.md" in refused.err
    assert "git sparse-checkout add docs" in refused.err
    assert (everything(project), index(project)) == (before, entries)
    put = shop.scaffold("update", "--branch", "next")
    assert put.code == 0, put.err
    assert git(project, "show", "next:./docs/a.md") == "one\n2\nthree\nmine\n"
    assert git(project, "show", "next:./docs/b.md") == "1\n"
    assert (everything(project), index(project)) == (before, entries)
    git(project, "sparse-checkout", "disable")
    assert shop.scaffold("update").code == 0
    assert (project / "docs/a.md").read_text() == "one\n2\nthree\nmine\n"


def test_a_project_whose_state_is_outside_says_so(shop: Workshop) -> None:
    project = made(shop)
    git(project, "sparse-checkout", "set", "--no-cone", "/src/")
    assert not (project / ".scaffold").exists()
    for place in (project, project / "src"):
        os.chdir(place)
        refused = shop.scaffold("status")
        assert refused.code == 1
        assert "git is told to leave it out of the working tree" in refused.err
        assert "git sparse-checkout add .scaffold" in refused.err
    os.chdir(project)
    git(project, "sparse-checkout", "set", "--no-cone", "/src/", "/.scaffold/")
    refused = shop.scaffold("update")
    assert refused.code == 1
    assert "service.tusk is not there, as git is told to leave it out" in refused.err


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("stands", ["as committed", "edited", "gone"])
def test_a_file_that_is_marked_is_as_git_has_it(shop: Workshop, mark: str, stands: str) -> None:
    project = made(shop)
    git(project, "update-index", mark, "docs/b.md")
    if stands == "gone":
        (project / "docs/b.md").unlink()
    elif stands == "edited":
        shop.write({"docs/b.md": "only mine\n"})
    status = shop.scaffold("status")
    assert (status.code, "docs/b.md" in status.out) == (0, False)
    shop.release(write_pack(shop.folder / "pack2", {**FILES, "docs/b.md": "2\n"}))
    before = everything(project)
    refused = shop.scaffold("update")
    assert refused.code == 1
    assert f"git update-index --no-{mark.removeprefix('--')} docs/b.md" in refused.err
    assert shop.scaffold("update", "--branch", "next").code == 0
    assert git(project, "show", "next:docs/b.md") == "2\n"
    assert everything(project) == before


def test_where_git_assumes_it_of_everything_the_files_count(shop: Workshop) -> None:
    project = made(shop)
    git(project, "config", "core.ignoreStat", "true")
    git(project, "update-index", "--assume-unchanged", "docs/b.md")
    shop.write({"docs/b.md": "mine\n"})
    assert "edited    docs/b.md" in shop.scaffold("status").out


@pytest.mark.parametrize("what", ["update", "restore"])
def test_the_way_back_and_restore_refuse_it_too(shop: Workshop, what: str) -> None:
    project = made(shop)
    shop.release(write_pack(shop.folder / "pack2", {**FILES, "docs/b.md": "2\n"}))
    assert shop.scaffold("update").code == 0
    shop.commit()
    git(project, "update-index", "--skip-worktree", "docs/b.md", "docs/a.md")
    before = everything(project)
    refused = shop.scaffold("restore", "docs/a.md") if what == "restore" else shop.scaffold("update", "--undo")
    assert refused.code == 1
    assert "--no-skip-worktree docs/" in refused.err
    assert everything(project) == before


def test_a_folder_that_became_a_submodule_is_blocked(shop: Workshop) -> None:
    project = made(shop)
    other = shop.folder / "docs-of-all"
    other.mkdir()
    git(other, "init", "--quiet")
    (other / "a.md").write_text("theirs\n")
    git(other, "add", "--all")
    git(other, "commit", "--quiet", "--message", "x")
    git(project, "rm", "-r", "--quiet", "docs")
    git(project, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "docs")
    shop.commit()
    entries = index(project)
    shop.release(write_pack(shop.folder / "pack2", {**FILES, "docs/a.md": "2\n", "docs/new.md": "2\n"}))
    result = shop.scaffold("update")
    assert result.code == 3, result.err
    assert "docs is a repository of its own" in result.out
    assert (project / "docs/a.md").read_text() == "theirs\n"
    assert not (project / "docs/new.md").exists()
    assert index(project) == entries
    assert (project / ".scaffold/theirs/docs/a.md").read_text() == "2\n"
    assert shop.scaffold("update", "--continue").code == 0
    assert index(project) == entries


def test_verify_has_what_is_outside_of_a_sparse_checkout(shop: Workshop) -> None:
    verify = '\nverify = ["python", "-c", "open(\'docs/b.md\'); open(\'src/a.py\')"]\n'
    for number in (1, 2):
        root = write_pack(shop.folder / f"pack{number}", {**FILES, "src/a.py": f"A = {number}\n"})
        manifest = root / "service/feature.toml"
        manifest.write_text(manifest.read_text().replace("\n[", f"{verify}\n[", 1))
        shop.release(root)
        if number == 1:
            sparse(shop.new("git", spec_text()), "src", ".scaffold")
    result = shop.scaffold("update", "--verify")
    assert result.code == 0, result.err


def test_a_partial_clone_says_how_to_get_what_it_lacks(shop: Workshop) -> None:
    project = made(shop)
    git(project, "config", "uploadpack.allowFilter", "true")
    clone = shop.folder / "clone"
    git(shop.folder, "clone", "--quiet", "--filter=blob:none", "--sparse", f"file://{project}", str(clone))
    git(clone, "sparse-checkout", "set", "src", ".scaffold")
    os.chdir(clone)
    refused = shop.scaffold("status")
    assert refused.code == 1
    assert "docs/a.md: git cat-file failed" in refused.err
    assert "this clone is partial" in refused.err
    assert "git sparse-checkout add docs" in refused.err
    git(clone, "sparse-checkout", "add", "docs")
    assert shop.scaffold("status").code == 0
