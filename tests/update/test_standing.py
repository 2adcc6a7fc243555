"""What `status` says of a project that its team has changed since the last update."""

import json
from pathlib import Path

import pytest

from scaffold.project.baseline import read_baseline
from scaffold.project.model import Lock
from tests.update import small
from tests.update.workshop import WHERE, Where, Workshop, spec_text

MODEL = "src/thing_service/models/thing.py"


@pytest.mark.parametrize("where", WHERE)
def test_a_moved_file_is_not_a_deleted_one(shop: Workshop, where: Where) -> None:
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new(where, spec_text())
    (project / "docs").mkdir()
    (project / "README.md").rename(project / "docs" / "about.md")
    (project / MODEL).rename(project / MODEL.replace("thing.py", "item.py"))
    text = (project / MODEL.replace("thing.py", "item.py")).read_text()
    (project / MODEL.replace("thing.py", "item.py")).write_text(text + "\n    size = 1\n")
    changed = [
        {"path": "docs/about.md", "change": "moved"},
        {"path": MODEL.replace("thing.py", "item.py"), "change": "edited"},
    ]
    assert json.loads(shop.scaffold("status", "--json").out)["changed"] == changed
    shop.commit()
    assert shop.scaffold("update").code == 0
    told = shop.scaffold("status", "--json")
    assert told.code == 0
    assert json.loads(told.out)["changed"] == changed
    explained = shop.scaffold("explain", "docs/about.md")
    assert explained.out.startswith("docs/about.md\n  feature    service: ")


@pytest.mark.parametrize("where", WHERE)
def test_a_conflict_that_is_settled_by_deleting_the_file(shop: Workshop, where: Where) -> None:
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new(where, spec_text())
    assert shop.scaffold("add", "extra").code == 0
    (project / "extra.ini").write_text("mine\n")
    shop.commit()
    assert shop.scaffold("remove", "extra").code == 3
    assert "  extra.ini  you changed it" in shop.scaffold("status").out
    (project / "extra.ini").unlink()
    assert "  extra.ini  settled: you deleted it\n" in shop.scaffold("status").out
    assert "  extra.ini  stays deleted\n" in shop.scaffold("update", "--continue").out
    shop.commit()
    assert shop.scaffold("status").code == 0


def test_a_conflict_that_is_settled_by_keeping_the_file(shop: Workshop) -> None:
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new("git", spec_text())
    assert shop.scaffold("add", "extra").code == 0
    (project / "extra.ini").write_text("mine\n")
    shop.commit()
    assert shop.scaffold("remove", "extra").code == 3
    assert "  extra.ini  stays as you have it\n" in shop.scaffold("update", "--continue").out
    assert (project / "extra.ini").read_text() == "mine\n"


def test_another_update_that_ends_while_one_looks_is_no_damage(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.release(small.first(shop.folder / "pack1"))
    shop.new("git", spec_text())
    shop.write({"README.md": "# mine\n"})
    shop.commit()
    ran: list[int] = []

    def late(project: Path, lock: Lock) -> dict[str, bytes]:
        if not ran:
            ran.append(0)
            ran[0] = shop.scaffold("add", "extra").code
        return read_baseline(project, lock)

    monkeypatch.setattr("scaffold.update.planning.read_baseline", late)
    result = shop.scaffold("update", "--check")
    assert ran == [0]
    assert result.code == 1
    assert "was changed by another command while this one looked at it" in result.err
    assert "repair" not in result.err
    assert shop.scaffold("update", "--check").code == 0
