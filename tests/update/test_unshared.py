"""A person's own rules of what git ignores, which hide files that every clone needs."""

import os
from pathlib import Path

import pytest

from scaffold.project.baseline import read_baseline
from scaffold.project.lock import read_lock
from tests.merge.memory import Files
from tests.update.workshop import Workshop, git, spec_text, write_pack

FILES: Files = {".gitignore": "*.env\n", "dev.env": "KEY=1\n", "some.lock": "1\n", "a.txt": "1\n"}
HIDDEN = {".scaffold/baseline.tar.xz", ".scaffold/lock.toml", "some.lock"}


@pytest.fixture(params=["a person's", "a template of repositories"])
def _rules(shop: Workshop, request: pytest.FixtureRequest) -> None:
    rules = "*.xz\n*.lock\nlock.toml\n*.env\n"
    home = Path(os.environ["HOME"])
    if request.param == "a person's":
        (home / "ignore").write_text(rules)
        git(shop.folder, "config", "--global", "core.excludesFile", str(home / "ignore"))
    else:
        (home / "template/info").mkdir(parents=True)
        (home / "template/info/exclude").write_text(rules)
        git(shop.folder, "config", "--global", "init.templateDir", str(home / "template"))


def release(shop: Workshop, number: int, files: Files) -> None:
    shop.release(write_pack(shop.folder / f"pack{number}", files))


def without_rules(shop: Workshop) -> None:
    for option in ("core.excludesFile", "init.templateDir"):
        git(shop.folder, "config", "--global", "--unset", option, check=False)


def cloned(shop: Workshop, project: Path) -> Path:
    git(shop.folder, "clone", "--quiet", str(project), "clone")
    os.chdir(shop.folder / "clone")
    without_rules(shop)
    shop.project = shop.folder / "clone"
    return shop.folder / "clone"


@pytest.mark.usefixtures("_rules")
def test_a_new_project_is_committed_whole_but_for_what_it_ignores_itself(shop: Workshop) -> None:
    release(shop, 1, FILES)
    project = shop.new("git", spec_text())
    assert set(git(project, "ls-files").split()) >= HIDDEN
    assert "dev.env" not in git(project, "ls-files")
    assert shop.scaffold("status").code == 0
    assert "ignored by git" not in shop.scaffold("status").out
    cloned(shop, project)
    assert shop.scaffold("update", "--check").code == 0


def test_in_a_repository_that_is_there_already_a_note_names_them(shop: Workshop) -> None:
    release(shop, 1, FILES)
    (shop.folder / "mono").mkdir()
    git(shop.folder / "mono", "init", "--quiet")
    (shop.folder / "mono/.gitignore").write_text("*.lock\n")
    (shop.folder / "given.tusk").write_text(spec_text())
    made = shop.scaffold("new", "--spec", shop.folder / "given.tusk", "--output", shop.folder / "mono")
    assert made.code == 0, made.err
    assert "git ignores some.lock ('*.lock' in .gitignore:1)" in made.out + made.err
    assert "a.txt" not in made.err


@pytest.mark.usefixtures("_rules")
def test_status_names_what_git_does_not_have(shop: Workshop) -> None:
    release(shop, 1, FILES)
    project = shop.new("git", spec_text())
    git(project, "rm", "--cached", "--quiet", *HIDDEN)
    git(project, "commit", "--quiet", "--message", "x")
    result = shop.scaffold("status")
    assert result.code == 0, result.err
    assert all(path in result.out for path in HIDDEN)
    assert "dev.env" not in result.out
    assert "git add --force" in result.out
    git(project, "add", "--force", *HIDDEN)
    assert "ignored by git" not in shop.scaffold("status").out


@pytest.fixture
def crippled(shop: Workshop) -> Path:
    """A clone of a project that was made before: without its baseline, and without a file."""
    release(shop, 1, FILES)
    project = shop.new("git", spec_text())
    git(project, "rm", "--cached", "--quiet", "some.lock", ".scaffold/baseline.tar.xz")
    git(project, "commit", "--quiet", "--amend", "--message", "x")
    return cloned(shop, project)


def test_a_clone_says_what_git_has_never_had_and_repair_calls_nothing_deleted(shop: Workshop, crippled: Path) -> None:
    refused = shop.scaffold("diff", "some.lock")
    assert refused.code == 1
    assert "baseline.tar.xz: is missing, and git has never had it" in refused.err
    assert "git add --force .scaffold/baseline.tar.xz" in refused.err
    repaired = shop.scaffold("repair")
    assert repaired.code == 0, repaired.err
    assert "your version" not in repaired.out
    assert "scaffold restore PATH writes them:\n  some.lock\n" in repaired.out
    assert "some.lock" in read_baseline(crippled, read_lock(crippled))
    assert "missing   some.lock" in shop.scaffold("status").out
    shop.commit()
    release(shop, 2, {**FILES, "some.lock": "2\n"})
    updated = shop.scaffold("update")
    assert updated.code == 0, updated.err
    assert "deleted" not in updated.out
    assert "git has never had it" in updated.out
    assert shop.scaffold("restore", "some.lock").code == 0
    assert Path("some.lock").read_text() == "2\n"


def test_repair_with_newer_templates_loses_nothing_that_is_not_there(shop: Workshop, crippled: Path) -> None:
    release(shop, 2, {**FILES, "some.lock": "2\n", "a.txt": "2\n"})
    Path("a.txt").write_text("1\nmine\n")
    repaired = shop.scaffold("repair")
    assert repaired.code == 0, repaired.err
    lost, _, missing = repaired.out.partition("git has never had them")
    assert ("a.txt" in lost, "some.lock" in lost, "some.lock" in missing) == (True, False, True)


def test_what_was_committed_and_deleted_is_deleted(shop: Workshop) -> None:
    release(shop, 1, FILES)
    project = shop.new("git", spec_text())
    git(project, "rm", "--quiet", "some.lock")
    shop.commit()
    assert "deleted   some.lock" in shop.scaffold("status").out
    release(shop, 2, {**FILES, "some.lock": "2\n"})
    assert "you deleted it" in shop.scaffold("update", "--dry-run").out
    git(shop.folder, "clone", "--quiet", "--depth", "1", f"file://{project}", "shallow")
    os.chdir(shop.folder / "shallow")
    assert "deleted   some.lock" in shop.scaffold("status").out


def test_a_lock_that_git_has_never_had(shop: Workshop) -> None:
    release(shop, 1, FILES)
    project = shop.new("git", spec_text())
    git(project, "rm", "--cached", "--quiet", ".scaffold/lock.toml")
    git(project, "commit", "--quiet", "--amend", "--message", "x")
    cloned(shop, project)
    assert "lock.toml: is missing, and git has never had it" in shop.scaffold("status").err
    assert shop.scaffold("repair").code == 0
    assert shop.scaffold("status").code == 0


def test_repair_takes_other_line_ends_for_no_edit(shop: Workshop) -> None:
    release(shop, 1, FILES)
    project = shop.new("plain", spec_text())
    (project / "a.txt").write_bytes(b"1\r\n")
    release(shop, 2, {**FILES, "a.txt": "2\n"})
    (project / ".scaffold/baseline.tar.xz").unlink()
    repaired = shop.scaffold("repair")
    assert "a.txt" not in repaired.out
    assert read_baseline(project, read_lock(project))["a.txt"] == b"1\n"
