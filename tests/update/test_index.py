"""Git's index, where another program has it locked while a command is at work."""

from pathlib import Path

import pytest

from tests.update import small
from tests.update.workshop import Workshop, git, index, spec_text

MAIN = "src/thing_service/main.py"


@pytest.fixture
def project(shop: Workshop) -> Path:
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new("git", spec_text())
    text = (project / MAIN).read_text()
    (project / MAIN).write_text(text.replace('print("bye")', 'print("farewell")'))
    shop.commit()
    shop.release(small.second(shop.folder / "pack2"))
    return project


def test_the_index_follows_when_it_is_free(shop: Workshop, project: Path) -> None:
    before, lock = index(project), project / ".git/index.lock"
    lock.touch()
    assert shop.scaffold("update").code == 3
    assert "<<<<<<< yours" in (project / MAIN).read_text()
    assert shop.scaffold("status").code == 3, "a look needs no index"
    refused = shop.scaffold("update", "--continue")
    assert refused.code == 1
    assert "index.lock" in refused.err
    lock.unlink()
    assert shop.scaffold("update", "--continue").code == 3
    assert MAIN in git(project, "diff", "--name-only", "--diff-filter=U")
    lock.touch()
    undone = shop.scaffold("update", "--undo")
    assert undone.code == 0, undone.err
    assert "<<<<<<< yours" not in (project / MAIN).read_text()
    lock.unlink()
    shop.scaffold("repair")
    assert index(project) == before
