"""An update's result on a branch: whole, with the spec that it was made from."""

import pytest

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
