"""An update's result on a branch: whole, with the spec that it was made from."""

import json

import pytest

from scaffold import __version__
from tests.update import small
from tests.update.workshop import Where, Workshop, everything, git, index, spec_text, write_pack

MAIN = "src/thing_service/main.py"


@pytest.mark.parametrize("where", ["git", "sub"])
def test_the_edited_spec_and_what_it_includes_are_on_it(shop: Workshop, where: Where) -> None:
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new(where, spec_text(more="[service_config]\nport: 8001\n\n"))
    spec = project / "service.tusk"
    (project / "port.tusk").write_text("[service_config]\nport: 8002\n")
    spec.write_text('@include "port.tusk"\n' + spec.read_text().replace("[service_config]\nport: 8001\n\n", ""))
    edited = spec.read_text()
    before, entries = everything(project), index(project)
    result = shop.scaffold("update", "--branch", "next")
    assert result.code == 0, result.err
    assert (everything(project), index(project)) == (before, entries)
    changed = {
        name.rpartition("thing-service/")[2] for name in git(project, "diff", "--name-only", "HEAD", "next").split()
    }
    assert changed >= {"service.tusk", "port.tusk", ".scaffold/lock.toml", MAIN}

    spec.write_text(git(project, "show", "HEAD:./service.tusk"))
    (project / "port.tusk").unlink()
    git(project, "switch", "--quiet", "next")
    assert spec.read_text() == edited
    assert "8002" in (project / MAIN).read_text()
    assert shop.scaffold("update", "--check").out == "thing-service is up to date\n"


def test_what_has_no_markers_is_on_no_branch(shop: Workshop) -> None:
    shop.release(write_pack(shop.folder / "pack1", {"logo.bin": b"\0one"}))
    project = shop.new("git", spec_text())
    (project / "logo.bin").write_bytes(b"\0mine")
    shop.commit()
    before, entries = everything(project), index(project)
    shop.release(write_pack(shop.folder / "pack2", {"logo.bin": b"\0two"}))
    result = shop.scaffold("update", "--branch", "next")
    assert result.code == 1
    assert "without markers: logo.bin" in result.err
    assert (everything(project), index(project)) == (before, entries)
    assert git(project, "branch", "--list", "next") == ""


def test_a_branch_takes_no_uncommitted_edits(shop: Workshop) -> None:
    shop.release(small.first(shop.folder / "pack1"))
    shop.new("git", spec_text())
    result = shop.scaffold("update", "--branch", "next", "--allow-dirty")
    assert (result.code, "cannot be given together" in result.err) == (2, True)


def test_a_conflict_on_a_branch_is_known_by_its_markers_alone(shop: Workshop) -> None:
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new("git", spec_text())
    text = (project / MAIN).read_text()
    (project / MAIN).write_text(text.replace('print("bye")', 'print("farewell")'))
    shop.commit()
    shop.release(small.second(shop.folder / "pack2"))
    made = shop.scaffold("update", "--branch", "next")
    assert made.code == 3
    assert "There, 1 file holds conflict markers" in made.out
    assert "Or give the branch up: git branch -D next\n" in made.out
    for line in ("git switch next", "scaffold update --continue", "git commit --all"):
        assert f"\n  {line}" in made.out
    assert "in conflict" not in shop.scaffold("status").out, "the working tree is as it was"

    git(project, "switch", "--quiet", "next")
    lines = (project / MAIN).read_text().splitlines()
    first, last = lines.index("<<<<<<< yours") + 1, lines.index(f">>>>>>> template {__version__}") + 1
    told = shop.scaffold("status")
    assert told.code == 3
    assert "update     not finished" in told.out
    assert (
        f"in conflict (1), committed with the markers of an earlier update\n  {MAIN}  lines {first}-{last}" in told.out
    )
    assert "--undo" not in told.out
    (listed,) = json.loads(shop.scaffold("status", "--json").out)["conflicts"]
    assert (listed["path"], listed["lines"], listed["open"], listed["committed"]) == (MAIN, [[first, last]], True, True)
    refused = shop.scaffold("update", "--continue")
    assert (refused.code, refused.err) == (3, f"1 conflict to settle first:\n  {MAIN}  markers, lines {first}-{last}\n")
    for command in (["update"], ["update", "--check"], ["add", "extra"]):
        again = shop.scaffold(*command)
        assert (again.code, f"still marked in: {MAIN}" in again.err) == (1, True)

    (project / MAIN).write_text("".join(f"{line}\n" for line in [*lines[: first - 1], *lines[last:]]))
    ended = shop.scaffold("update", "--continue")
    assert (ended.code, ended.out) == (0, "No conflict is left to settle.\n")
    shop.commit()
    assert shop.scaffold("update", "--check").code == 0


def test_markers_that_the_templates_wrote_are_no_conflict(shop: Workshop) -> None:
    shop.release(write_pack(shop.folder / "pack1", {"how.md": "So they look:\n<<<<<<< yours\n"}))
    project = shop.new("git", spec_text())
    with (project / "how.md").open("a") as file:
        file.write("My own line.\n")
    shop.commit()
    assert "in conflict" not in shop.scaffold("status").out
    assert shop.scaffold("update", "--continue").code == 0
    assert shop.scaffold("update").code == 0
