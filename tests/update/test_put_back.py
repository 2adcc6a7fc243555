"""An update with conflicts that git takes away in the middle: by reset, stash, or a switch to another branch."""

from pathlib import Path

import pytest

from tests.update.workshop import WHERE, Where, Workshop, everything, git, index, spec_text, standing, write_pack

OURS = {"a.txt": "one\ntwo\nthree\n", "gone.txt": "gone\n", "same.txt": "same\n"}
THEIRS = {"a.txt": "one\n2\nthree\n", "new/new.txt": "new\n", "same.txt": "other\n"}
MINE = "one\nzwei\nthree\n"
GONE = "the last update no longer stands"


def unmerged(project: Path) -> str:
    return git(project, "ls-files", "--unmerged")


def in_conflict(shop: Workshop, where: Where = "git", uncommitted: str | None = None) -> Path:
    shop.release(write_pack(shop.folder / "pack1", OURS))
    project = shop.new(where, spec_text())
    shop.write({"a.txt": MINE})
    shop.commit()
    if uncommitted is not None:
        shop.write({"a.txt": uncommitted})
    shop.release(write_pack(shop.folder / "pack2", THEIRS))
    assert shop.scaffold("update", *(["--allow-dirty"] if uncommitted else [])).code == 3
    return project


@pytest.mark.parametrize("where", ["git", "sub"])
@pytest.mark.parametrize("how", [("reset", "--hard"), ("checkout", "--force", "HEAD")])
def test_after_a_reset_both_ends_say_so_and_the_way_back_clears_the_rest(
    shop: Workshop, where: Where, how: tuple[str, ...]
) -> None:
    project = in_conflict(shop, where)
    git(project, *how)
    assert (project / "new/new.txt").exists()
    before, entries = everything(project), index(project)
    for command in ("--continue", "--dry-run"):
        refused = shop.scaffold("update", command)
        assert (refused.code, GONE in refused.err) == (1, True)
        assert "update --undo clears" in refused.err
    assert (everything(project), index(project)) == (before, entries)
    status = shop.scaffold("status")
    assert "no longer stands" in status.out
    assert "settled" not in status.out
    undone = shop.scaffold("update", "--undo")
    assert undone.code == 0, undone.err
    assert "Git had put back a part" in undone.out
    assert git(project, "status", "--porcelain", "--", ".") == ""
    assert unmerged(project) == ""
    assert not (project / "new").exists()
    assert not (project / ".scaffold/theirs").exists()
    assert shop.scaffold("update").code == 3
    assert "<<<<<<< yours" in (project / "a.txt").read_text()


def test_what_was_not_committed_before_the_update_is_kept(shop: Workshop) -> None:
    project = in_conflict(shop, uncommitted="one\nmine, not committed\nthree\n")
    git(project, "reset", "--hard", "--quiet")
    undone = shop.scaffold("update", "--undo")
    assert undone.code == 0, undone.err
    assert "From before the update, and nowhere else:\n  a.txt" in undone.out
    assert (project / ".scaffold/undone/a.txt").read_text() == "one\nmine, not committed\nthree\n"
    assert (project / "a.txt").read_text() == MINE
    kept = [path for path in (project / ".scaffold/undone").rglob("*") if path.is_file()]
    assert [path.name for path in kept] == ["a.txt"]


def test_a_stash_that_comes_back_is_continued(shop: Workshop) -> None:
    project = in_conflict(shop)
    shop.write({"a.txt": "one\nzwei, 2\nthree\n"})
    git(project, "add", "--all")
    git(project, "stash")
    refused = shop.scaffold("update", "--continue")
    assert (refused.code, GONE in refused.err) == (1, True)
    assert "git stash" in refused.err
    git(project, "stash", "pop", "--index")
    ended = shop.scaffold("update", "--continue")
    assert ended.code == 0, ended.err
    assert shop.scaffold("status").code == 0
    assert unmerged(project) == ""


def test_another_branch_stays_as_it_is(shop: Workshop) -> None:
    project = in_conflict(shop)
    git(project, "branch", "other")
    shop.commit()  # with the markers
    git(project, "switch", "--quiet", "other")
    shop.write({"a.txt": "other\n", "new/new.txt": "new\n"})
    shop.commit()
    before, entries = standing(project), index(project)
    refused = shop.scaffold("update", "--continue")
    assert (refused.code, GONE in refused.err) == (1, True)
    undone = shop.scaffold("update", "--undo")
    assert undone.code == 0, undone.err
    assert (standing(project), index(project)) == (before, entries)
    assert git(project, "status", "--porcelain") == ""
    assert not (project / ".scaffold/undone").exists()
    assert not (project / ".scaffold/pending.toml").exists()


def test_what_git_put_back_in_part_goes_back_whole(shop: Workshop) -> None:
    project = in_conflict(shop)
    before = git(project, "ls-tree", "-r", "HEAD")
    git(project, "checkout", "--quiet", "HEAD", "--", ".scaffold")
    assert unmerged(project)
    undone = shop.scaffold("update", "--undo")
    assert undone.code == 0, undone.err
    assert git(project, "status", "--porcelain") == ""
    assert unmerged(project) == ""
    assert git(project, "ls-tree", "-r", "HEAD") == before


def test_a_file_alone_that_git_put_back_is_said_to_lack_the_change(shop: Workshop) -> None:
    project = in_conflict(shop)
    git(project, "reset", "--merge", "--quiet")
    assert (project / "a.txt").read_text() == MINE
    assert "as before the update, without the templates' change" in shop.scaffold("status").out
    ended = shop.scaffold("update", "--continue")
    assert ended.code == 0, ended.err
    assert "a.txt  is as before the update, without the templates' change" in ended.out


@pytest.mark.parametrize("meanwhile", ["reset", "settled and committed"])
def test_no_stale_stages_come_into_the_index(shop: Workshop, meanwhile: str) -> None:
    shop.release(write_pack(shop.folder / "pack1", OURS))
    project = shop.new("git", spec_text())
    shop.write({"a.txt": MINE})
    shop.commit()
    shop.release(write_pack(shop.folder / "pack2", THEIRS))
    lock = project / ".git/index.lock"
    lock.touch()
    assert shop.scaffold("update").code == 3
    lock.unlink()
    assert (project / ".scaffold/index.conflicts").exists()
    if meanwhile == "reset":
        git(project, "reset", "--hard", "--quiet")
    else:
        shop.write({"a.txt": "one\nzwei, 2\nthree\n"})
        shop.commit()
    before = index(project)
    assert shop.scaffold("status").code in {3, 4}
    assert (project / ".scaffold/index.conflicts").exists(), "a look writes nothing"
    shop.scaffold("repair")
    assert index(project) == before
    assert unmerged(project) == ""
    assert not (project / ".scaffold/index.conflicts").exists()


def test_no_stale_entries_come_back_after_the_way_back(shop: Workshop) -> None:
    project = in_conflict(shop)
    lock = project / ".git/index.lock"
    lock.touch()
    assert shop.scaffold("update", "--undo").code == 0
    lock.unlink()
    shop.write({"a.txt": "newer\n"})
    shop.commit()
    before = index(project)
    assert shop.scaffold("repair").code == 0
    assert shop.scaffold("status").code == 4
    assert index(project) == before
    assert not (project / ".scaffold/index.before").exists()


@pytest.mark.parametrize("where", WHERE)
def test_an_update_that_stands_is_undone_as_ever(shop: Workshop, where: Where) -> None:
    shop.release(write_pack(shop.folder / "pack1", OURS))
    project = shop.new(where, spec_text())
    shop.write({"a.txt": MINE})
    shop.commit()
    before, entries = everything(project), index(project)
    shop.release(write_pack(shop.folder / "pack2", THEIRS))
    assert shop.scaffold("update").code == 3
    shop.write({"a.txt": "settled\n"})
    if shop.has_git:
        git(project, "add", "--all", ".")
    undone = shop.scaffold("update", "--undo")
    assert undone.code == 0, undone.err
    assert "as before the update" in undone.out
    assert everything(project) == before
    assert (project / ".scaffold/undone/a.txt").read_text() == "settled\n"
    assert unmerged(project) == "" if shop.has_git else index(project) == entries
