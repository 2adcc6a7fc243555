"""What `status` says of a project that its team has changed since the last update."""

import json

import pytest

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
