"""The project's own spec: edited by a command only as it was read, and never through a link."""

import os
from pathlib import Path

import pytest

from scaffold.catalog import builtin_root, load_catalog
from scaffold.project import ProjectError
from scaffold.update.errors import UpdateError
from scaffold.update.planning import plan
from scaffold.update.rendering import EditedSpec, project_spec
from scaffold.update.switching import turn_on
from tests.update import small
from tests.update.workshop import Workshop, spec_text

SPEC = "service.tusk"


@pytest.fixture
def project(shop: Workshop) -> Path:
    shop.release(small.first(shop.folder / "pack1"))
    return shop.new("plain", spec_text())


def edited(project: Path) -> EditedSpec:
    document = project_spec(project)
    return EditedSpec(turn_on(document, load_catalog(), "extra").document, document.text)


def test_an_edit_of_the_spec_is_part_of_the_plan(project: Path) -> None:
    update = plan(project, load_catalog(), edited=edited(project))
    new = update.plan.changes[SPEC]
    assert new is not None
    assert b"on: true" in new.content
    assert [item.path for item in update.plan.items if item.reason == "edited by this command"] == [SPEC]


def test_a_spec_that_was_saved_meanwhile_is_not_overwritten(project: Path) -> None:
    """As while a command waits for an answer on the terminal."""
    known = edited(project)
    saved = (project / SPEC).read_bytes() + b"# saved just now\n"
    (project / SPEC).write_bytes(saved)
    with pytest.raises(ProjectError, match="was changed while the update was worked out"):
        plan(project, load_catalog(), edited=known)
    assert (project / SPEC).read_bytes() == saved


def test_a_spec_that_is_a_link_is_read_and_stays_one(shop: Workshop) -> None:
    """It leads to another place of the same repository; one that leads out of it is refused (`tests/attacks`)."""
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new("sub", spec_text())
    real = shop.folder / "mono" / "real.tusk"
    (project / SPEC).rename(real)
    (project / SPEC).symlink_to(real)
    assert shop.scaffold("update").out == "thing-service is up to date\n"
    real.write_text(spec_text(more="[service_config]\nport: 9000\n\n"))
    assert shop.scaffold("update").code == 0
    assert (
        "PORT = 9000" in next(project.rglob("main.py")).read_text() or "9000" in next(project.rglob("*.py")).read_text()
    )
    assert (project / SPEC).is_symlink()
    refused = shop.scaffold("add", "extra")
    assert refused.code == 1
    assert "service.tusk: is no file of the project, so that it cannot be edited" in refused.err
    assert "extra" not in real.read_text()


@pytest.mark.parametrize("option", [(), ("--dry-run",), ("--check",), ("--branch", "new")])
def test_no_update_is_planned_over_conflicts(shop: Workshop, option: tuple[str, ...]) -> None:
    """Its markers would be taken for the team's own lines."""
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new("git", spec_text())
    main = next(project.rglob("main.py"))
    main.write_text(main.read_text().replace("PORT =", "PORT: int ="))
    (project / SPEC).write_text(spec_text("other-service"))
    shop.commit()
    main = next(project.rglob("main.py"))
    main.write_text(main.read_text().replace('NAME = "thing-service"', 'NAME = "mine"'))
    shop.commit()
    assert shop.scaffold("update").code == 3
    refused = shop.scaffold("update", *option)
    assert refused.code == 1
    assert "the last update left 1 conflict to settle" in refused.err


def test_every_command_that_renders_can_trust_the_code_of_a_house_pack(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.release(builtin_root())
    feature = shop.folder / "house" / "features" / "style"
    (feature / "files").mkdir(parents=True)
    (feature / "feature.toml").write_text('name = "style"\ntitle = "Style"\ndoc = "Ours."\n')
    (feature / "prepare.py").write_text("def prepare(spec):\n    return {'house_rule': 42}\n")
    (feature / "files" / "RULE.jinja").write_text("{{ house_rule }}\n")
    made = shop.scaffold("new", "svc", "--pack", shop.folder / "house", "--trust", "--no-git")
    assert made.code == 0, made.err
    monkeypatch.chdir(shop.folder / "svc")
    assert "nobody can tell: the pack house would run code of its own" in shop.scaffold("status").out
    assert "template   files/RULE.jinja" in shop.scaffold("explain", "RULE").out
    for command in (["status"], ["explain", "RULE"]):
        assert shop.scaffold(*command, "--trust").code == 0
    for command in (["add", "postgresql"], ["remove", "postgresql"]):
        refused = shop.scaffold(*command)
        assert refused.code == 1
        assert "the pack house would run code of its own" in refused.err
        trusted = shop.scaffold(*command, "--trust")
        assert trusted.code == 0, (command, trusted.err)


def test_line_ends_that_differ_within_a_file_are_told(shop: Workshop, project: Path) -> None:
    """The merge takes such a file for an edited one."""
    path = "README.md"
    first, *rest = (project / path).read_bytes().splitlines(keepends=True)
    (project / path).write_bytes(first.replace(b"\n", b"\r\n") + b"".join(rest))
    assert shop.scaffold("diff").out == f"line ends: {path}\n"
    (project / path).write_bytes(b"".join(line.replace(b"\n", b"\r\n") for line in (first, *rest)))
    assert not shop.scaffold("diff").out


def test_a_spec_that_is_gone_can_be_restored(shop: Workshop, project: Path) -> None:
    before = (project / SPEC).read_bytes()
    (project / SPEC).unlink()
    with pytest.raises(UpdateError, match=r"service\.tusk is not there") as caught:
        project_spec(project)
    assert f"scaffold restore {os.path.relpath(project / SPEC)}" in str(caught.value.hint)
    assert shop.scaffold("restore", SPEC).code == 0
    assert (project / SPEC).read_bytes() == before
