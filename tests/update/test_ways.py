"""The options of `scaffold update`, and `status`, `diff`, `add` and `remove`, on a project of a small pack."""

import json
import os
from pathlib import Path

import pytest

from scaffold import __version__
from tests.update import small
from tests.update.workshop import WHERE, Where, Workshop, everything, git, index, spec_text, standing, write_pack

MAIN = "src/thing_service/main.py"
SPEC = "# Things.\n" + spec_text(more="[service_config]\nport: 8001 # the old one\n\n")


@pytest.fixture(params=WHERE)
def project(shop: Workshop, request: pytest.FixtureRequest) -> Path:
    where: Where = request.param
    shop.release(small.first(shop.folder / "pack1"))
    return shop.new(where, SPEC)


@pytest.fixture
def committed(shop: Workshop) -> Path:
    shop.release(small.first(shop.folder / "pack1"))
    return shop.new("git", SPEC)


def edit(project: Path, path: str, old: str, new: str) -> None:
    text = (project / path).read_text()
    assert old in text
    (project / path).write_text(text.replace(old, new))


def clash(shop: Workshop, project: Path) -> None:
    """Edit what the next release changes, too, and release it."""
    edit(project, MAIN, 'print("bye")', 'print("farewell")')
    shop.commit()
    shop.release(small.second(shop.folder / "pack2"))


def test_nothing_to_do(shop: Workshop, project: Path) -> None:
    before = everything(project)
    for command in (["update"], ["update", "--dry-run"], ["update", "--check"]):
        result = shop.scaffold(*command)
        assert (result.code, result.out, result.err) == (0, "thing-service is up to date\n", "")
    assert shop.scaffold("status").code == 0
    assert shop.scaffold("diff").out == ""
    assert everything(project) == before


def test_a_newer_release(shop: Workshop, project: Path) -> None:
    shop.release(small.second(shop.folder / "pack2"))
    due = shop.scaffold("update", "--check")
    assert due.code == 4
    assert due.out.endswith("An update is due: scaffold update\n")
    shown = shop.scaffold("update", "--dry-run")
    assert shown.code == 0
    assert shown.out.endswith("Nothing was written (--dry-run).\n")
    told = shop.scaffold("status")
    assert told.code == 4
    assert "due: 2 updated" in told.out
    done = shop.scaffold("update")
    assert done.code == 0
    plans = [text.splitlines()[:4] for text in (due.out, shown.out, done.out)]
    assert plans[0] == plans[1] == plans[2]
    assert plans[0][0] == "updated (2)"
    assert 'print("goodbye")' in (project / MAIN).read_text()
    assert shop.scaffold("status").code == 0


def test_a_branch_instead(shop: Workshop, committed: Path) -> None:
    shop.release(small.second(shop.folder / "pack2"))
    before, entries = everything(committed), index(committed)
    result = shop.scaffold("update", "--branch", "next")
    assert result.code == 0
    assert (everything(committed), index(committed)) == (before, entries)
    assert git(committed, "status", "--short") == ""
    changed = git(committed, "diff", "--name-only", "HEAD", "next").split()
    assert changed == [".scaffold/baseline.tar.xz", ".scaffold/lock.toml", "README.md", MAIN]
    assert 'print("goodbye")' in git(committed, "show", f"next:{MAIN}")
    assert "git checkout HEAD" not in result.out
    edit(committed, "service.tusk", "# the old one", "# still the old one")
    told = shop.scaffold("update", "--branch", "edited").out
    assert "before you switch to it or merge it: git checkout HEAD -- service.tusk\n" in told
    git(committed, "checkout", "HEAD", "--", "service.tusk")
    again = shop.scaffold("update", "--branch", "next")
    assert again.code == 1
    assert "has a branch next already" in again.err
    assert "git branch -D next" in again.err
    current = git(committed, "branch", "--show-current").strip()
    assert "git branch -D" not in shop.scaffold("update", "--branch", current).err
    git(committed, "merge", "--quiet", "--ff-only", "next")
    assert shop.scaffold("update").out == "thing-service is up to date\n"


def test_a_branch_where_lines_conflict(shop: Workshop, committed: Path) -> None:
    clash(shop, committed)
    before = everything(committed)
    result = shop.scaffold("update", "--branch", "next")
    assert result.code == 3
    assert everything(committed) == before
    assert "<<<<<<< yours" in git(committed, "show", f"next:{MAIN}")
    assert f"conflict: {MAIN}, lines" in git(committed, "log", "-1", "--format=%B", "next")


def test_a_branch_without_git(shop: Workshop) -> None:
    shop.release(small.first(shop.folder / "pack1"))
    shop.new("plain", SPEC)
    shop.release(small.second(shop.folder / "pack2"))
    result = shop.scaffold("update", "--branch", "next")
    assert (result.code, "is in no git repository" in result.err) == (1, True)


@pytest.mark.parametrize("where", ["git", "sub"])
def test_a_dirty_tree_is_refused(shop: Workshop, where: Where) -> None:
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new(where, SPEC)
    shop.release(small.second(shop.folder / "pack2"))
    edit(project, "README.md", "How to run it.", "How I run it.")
    shop.write({"notes.txt": "mine\n"})
    before = everything(project)
    result = shop.scaffold("update")
    assert result.code == 1
    assert result.err == (
        "error: the project has changes that are not committed: README.md, notes.txt\n"
        "  hint: commit or stash them, so that git can show what the update did; or go on with --allow-dirty\n"
    )
    assert everything(project) == before
    assert shop.scaffold("update", "--dry-run").code == 0
    assert shop.scaffold("update", "--allow-dirty").code == 0
    text = (project / "README.md").read_text()
    assert "How I run it." in text
    assert "Where to ask." in text
    assert (project / "notes.txt").read_text() == "mine\n"


def test_changes_elsewhere_in_the_repository_do_not_count(shop: Workshop) -> None:
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new("sub", SPEC)
    (project.parent / "other.txt").write_text("another team's\n")
    (project.parent.parent / "README").write_text("changed\n")
    shop.release(small.second(shop.folder / "pack2"))
    assert shop.scaffold("update").code == 0
    assert (project.parent.parent / "README").read_text() == "changed\n"


def test_a_conflict_settled(shop: Workshop, project: Path) -> None:
    clash(shop, project)
    result = shop.scaffold("update")
    assert result.code == 3
    lines = (project / MAIN).read_text().splitlines()
    first, last = lines.index("<<<<<<< yours") + 1, lines.index(f">>>>>>> template {__version__}") + 1
    assert f"{MAIN}  lines {first}-{last}" in result.out
    told = shop.scaffold("status")
    assert told.code == 3
    assert f"{MAIN}  lines {first}-{last}" in told.out
    again = shop.scaffold("update")
    assert again.code == 1
    assert "the last update left 1 conflict to settle" in again.err

    refused = shop.scaffold("update", "--continue")
    assert (refused.code, refused.err) == (
        3,
        f"1 conflict to settle first:\n  {MAIN}  markers, lines {first}-{last}\n",
    )
    text = (project / MAIN).read_text()
    (project / MAIN).write_text("".join(f"{line}\n" for line in [*lines[: first - 1], "def stop(:", *lines[last:]]))
    unparsable = shop.scaffold("update", "--continue")
    assert unparsable.code == 3
    assert f"{MAIN}  does not parse: " in unparsable.err
    listed = json.loads(shop.scaffold("status", "--json").out)["conflicts"]
    assert [(each["path"], each["open"], each["lines"]) for each in listed] == [(MAIN, True, [])]

    assert text.count("<<<<<<<") == 1
    settled = [*lines[: first - 1], '    print("farewell, goodbye")', *lines[last:]]
    (project / MAIN).write_text("".join(f"{line}\n" for line in settled))
    assert "settled" in shop.scaffold("status").out
    done = shop.scaffold("update", "--continue")
    assert (done.code, done.out) == (0, "The update is finished.\n")
    if shop.has_git:
        assert git(project, "ls-files", "--unmerged") == ""
    assert shop.scaffold("update", "--continue").out == "No conflict is left to settle.\n"
    shop.commit()
    assert shop.scaffold("update").out == "thing-service is up to date\n"


def test_a_conflict_taken_back_half_settled(shop: Workshop, project: Path) -> None:
    clash(shop, project)
    before, entries = everything(project), index(project)
    assert shop.scaffold("update").code == 3
    assert index(project) != entries or not shop.has_git
    edit(project, MAIN, f">>>>>>> template {__version__}", "what I wrote since")
    half = (project / MAIN).read_bytes()
    result = shop.scaffold("update", "--undo")
    assert result.code == 0
    assert f"{MAIN}  is now .scaffold/undone/{MAIN}" in result.out
    assert (project / ".scaffold/undone" / MAIN).read_bytes() == half
    assert (everything(project), index(project)) == (before, entries)
    assert shop.scaffold("update", "--undo").code == 1
    assert shop.scaffold("update").code == 3, "and it can be done again"


def test_a_conflict_settled_and_then_taken_back(shop: Workshop, project: Path) -> None:
    clash(shop, project)
    before, entries = everything(project), index(project)
    assert shop.scaffold("update").code == 3
    (project / MAIN).write_text('print("all mine")\n')
    assert shop.scaffold("update", "--continue").code == 0
    assert shop.scaffold("update", "--undo").code == 0
    assert everything(project) == before
    assert index(project) == entries, "git's index is as it was"
    assert (project / ".scaffold/undone" / MAIN).read_text() == 'print("all mine")\n'


def test_undo_without_an_update(shop: Workshop, project: Path) -> None:
    result = shop.scaffold("update", "--undo")
    assert result.code == 1
    assert "has no update that can be undone" in result.err


@pytest.mark.parametrize(
    "options", [("--undo", "--continue"), ("--check", "--dry-run"), ("--undo", "--check"), ("--dry-run", "--branch=x")]
)
def test_options_that_exclude_each_other(shop: Workshop, committed: Path, options: tuple[str, ...]) -> None:
    result = shop.scaffold("update", *options)
    assert result.code == 2
    assert "cannot be given together" in result.err


def test_what_is_generated_only_and_was_edited(shop: Workshop, project: Path) -> None:
    edit(project, "schema.json", "thing", "mine")
    shop.commit()
    result = shop.scaffold("status")
    assert result.code == 4
    assert "schema.json  scaffold restore PATH" in result.out
    assert json.loads(shop.scaffold("status", "--json").out)["drift"] == ["schema.json"]
    (project / "schema.json").unlink()
    shop.commit()
    assert shop.scaffold("update").code == 0


def test_status_and_diff_of_edits(shop: Workshop, project: Path) -> None:
    edit(project, "README.md", "How to run it.", "How I run it.")
    (project / "check.sh").chmod(0o644)
    (project / "src/thing_service/__init__.py").unlink()
    shop.write({"notes.txt": "mine\n"})
    found = json.loads(shop.scaffold("status", "--json").out)
    assert found["changed"] == [
        {"path": "README.md", "change": "edited"},
        {"path": "check.sh", "change": "mode"},
        {"path": "src/thing_service/__init__.py", "change": "deleted"},
    ]
    assert shop.scaffold("diff", "README.md").out == (
        "--- last generated/README.md\n+++ yours/README.md\n@@ -1,6 +1,6 @@\n # Thing Service\n \n"
        "-How to run it.\n+How I run it.\n \n How to test it.\n \n"
    )
    os.chdir(project / "src")
    assert "mode: check.sh" in shop.scaffold("diff", "..").out
    assert shop.scaffold("diff", "thing_service").out == "deleted: src/thing_service/__init__.py\n"
    unknown = shop.scaffold("diff", "../READM.md")
    assert (unknown.code, "did you mean" in unknown.err) == (1, True)
    outside = shop.scaffold("diff", "../..")
    assert (outside.code, "is not in the project" in outside.err) == (1, True)


def test_files_are_restored_and_taken_back(shop: Workshop, project: Path) -> None:
    before = standing(project)
    edit(project, "README.md", "How to run it.", "How I run it.")
    edit(project, "schema.json", "{", "{ ")
    (project / "check.sh").chmod(0o644)
    (project / "src/thing_service/__init__.py").unlink()
    edited = standing(project)
    restored = shop.scaffold("restore", "README.md", "--json")
    assert json.loads(restored.out) == {"ok": True, "restored": ["README.md"], "left": []}
    shop.scaffold("update", "--undo")
    assert standing(project) == edited
    os.chdir(project / "src")
    restored = shop.scaffold("restore", "..")
    assert restored.code == 0
    assert standing(project) == before
    assert "Nothing differs" in shop.scaffold("restore", "..").out
    unknown = shop.scaffold("restore", "../READM.md")
    assert (unknown.code, "did you mean" in unknown.err) == (1, True)


def test_an_edited_spec_is_restored_only_where_it_is_named(shop: Workshop, project: Path) -> None:
    edit(project, "README.md", "How to run it.", "How I run it.")
    text = (project / "service.tusk").read_text()
    (project / "service.tusk").write_text(text + "# mine\n")
    result = shop.scaffold("restore", ".")
    assert result.code == 0
    assert result.out == (
        "  README.md\nRestored: 1 file. scaffold update --undo goes back.\n"
        "Your own, and left as it is: service.tusk. Name it to restore it too.\n"
    )
    assert (project / "service.tusk").read_text() == text + "# mine\n"
    left = json.loads(shop.scaffold("restore", ".", "--json").out)
    assert left == {"ok": True, "restored": [], "left": ["service.tusk"]}
    assert shop.scaffold("restore", ".", "service.tusk").code == 0
    assert (project / "service.tusk").read_text() == text


def test_a_feature_added_and_removed(shop: Workshop, project: Path) -> None:
    edit(project, MAIN, "print(NAME, PORT)", "print(NAME)")
    shop.commit()
    before = standing(project)
    plan = shop.scaffold("add", "extra", "--dry-run", "--json")
    assert plan.code == 0, plan.out
    assert standing(project) == before
    added = shop.scaffold("add", "extra", "--json")
    assert added.code == 0
    assert json.loads(added.out)["items"] == json.loads(plan.out)["items"]
    rows = [(item["kind"], item["path"]) for item in json.loads(added.out)["items"]]
    assert rows == [("updated", "service.tusk"), ("added", "extra.ini"), ("merged", MAIN)]
    assert (project / "service.tusk").read_text().startswith(SPEC), "comments and all else stay"
    assert "def extra()" in (project / MAIN).read_text()
    shop.commit()
    assert shop.scaffold("add", "extra").out == "extra is on already\nthing-service is up to date\n"

    removed = shop.scaffold("remove", "extra")
    assert removed.code == 0
    assert not (project / "extra.ini").exists()
    assert "def extra()" not in (project / MAIN).read_text()
    assert "print(NAME)\n" in (project / MAIN).read_text()
    assert (project / "service.tusk").read_text().startswith(SPEC)
    shop.commit()
    assert shop.scaffold("remove", "extra").out == "extra is off already\nthing-service is up to date\n"


def test_a_feature_removed_whose_file_was_edited(shop: Workshop, project: Path) -> None:
    assert shop.scaffold("add", "extra").code == 0
    edit(project, "extra.ini", "red", "blue")
    shop.commit()
    result = shop.scaffold("remove", "extra", "--json")
    assert result.code == 3
    (conflict,) = json.loads(result.out)["conflicts"]
    assert (conflict["path"], conflict["kind"]) == ("extra.ini", "deleted")
    assert "blue" in (project / "extra.ini").read_text()


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["add", "extr"], "there is no feature extr"),
        (["remove", "service"], "is part of every service"),
        (["add", "service"], None),
    ],
)
def test_features_that_cannot_be(shop: Workshop, committed: Path, command: list[str], message: str | None) -> None:
    before = everything(committed)
    result = shop.scaffold(*command)
    assert (result.code, message or "") == (1 if message else 0, message or "")
    assert (message or "") in result.err
    assert everything(committed) == before


def test_a_script_that_the_templates_make_executable(shop: Workshop) -> None:
    shop.release(write_pack(shop.folder / "pack1", {"run": "a\nb\nc\nd\n"}))
    project = shop.new("git", SPEC)
    shop.write({"run": "a\nb\nc\nmine\n"})
    shop.commit()
    shop.release(write_pack(shop.folder / "pack2", {"run": "#!/bin/sh\na\nb\nc\nd\n"}))
    assert shop.scaffold("update").code == 0
    assert standing(project)["run"] == ("file", b"#!/bin/sh\na\nb\nc\nmine\n", True)
