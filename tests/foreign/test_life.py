"""A project of a copier or cookiecutter template through its life: made, edited, updated, taken over."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from scaffold.foreign import (
    RenderedPack,
    Written,
    find_pack,
    newer_pack,
    plan_adoption,
    render_update,
    render_version,
)
from scaffold.merge import plan_update
from scaffold.merge.model import Base, MergePlan
from scaffold.project.applying import apply, record
from scaffold.project.baseline import pack_baseline, read_baseline
from scaffold.project.lock import read_lock
from scaffold.project.model import Lock
from scaffold.project.snapshot import WorkingTree
from scaffold.project.tracking import first_lock
from scaffold.render.model import RenderedFile
from tests.foreign.conftest import write
from tests.foreign.test_adoption import by_copier, by_cruft


def contents(files: Mapping[str, RenderedFile]) -> dict[str, bytes]:
    return {path: file.content for path, file in files.items()}


def make(source: Path, project: Path) -> RenderedPack:
    made = render_version(find_pack(str(source), ref="v1.0.0"), {"project_name": "Shop"}, folder=project.name)
    write(project, contents(made.files))
    lock = first_lock(made.files, made.record.digest, (), (made.record,))
    record(project, lock=lock, baseline=pack_baseline(contents(made.files)))
    return made


def team_edits(project: Path) -> None:
    readme = project / "README.md"
    readme.write_text(readme.read_text().replace("pip install .", "uv sync"))
    old = project / "shop/old.py"
    old.write_text(old.read_text() + "MINE = 4\n")
    (project / "legacy.cfg").write_text("[legacy]\non = false\n")
    (project / "logo.bin").unlink()
    write(project, {"own.py": "MINE = 1\n"})


def update(project: Path, ref: str | None = None) -> MergePlan:
    lock = read_lock(project)
    baseline = read_baseline(project, lock)
    pack = newer_pack(lock.packs[0], ref=ref)
    made = render_update(pack, Written(lock, baseline.__getitem__), {}, folder=project.name).rendered
    plan = plan_update(Base(lock.files, baseline.__getitem__), WorkingTree(project), made.files)
    after = Lock(lock.scaffold, made.record.digest, "", (made.record,), (), plan.files)
    apply(project, plan.changes, plan.expected, lock=after, baseline=pack_baseline(contents(made.files)), pending=None)
    return plan


def check_updated(project: Path, plan: MergePlan) -> None:
    readme = (project / "README.md").read_text()
    assert "uv sync" in readme
    assert "Run it on port 8000." in readme
    assert (project / "shop/values.py").read_text() == "VALUE = 1\nOTHER = 2\nTHIRD = 3\nMINE = 4\n"
    assert not (project / "shop/old.py").exists()
    assert not (project / "logo.bin").exists()
    assert (project / "ci.yml").read_text() == "port: 8000\n"
    assert (project / "own.py").read_text() == "MINE = 1\n"
    assert (project / "legacy.cfg").read_text() == "[legacy]\non = false\n"
    assert [(each.path, each.kind) for each in plan.conflicts] == [("legacy.cfg", "deleted")]


@pytest.mark.parametrize("name", ["copier", "cookiecutter"])
def test_made_edited_and_updated(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    source = request.getfixturevalue(f"{name}_pack")
    project = tmp_path / "shop"
    slug = {"copier": "shop", "cookiecutter": "shop"}[name]
    made = make(source, project)
    assert f"{slug}/old.py" in made.files
    team_edits(project)
    check_updated(project, update(project, "v2.0.0"))
    again = update(project, "v2.0.0")
    assert (again.changes, again.conflicts) == ({}, ())


@pytest.mark.parametrize("tool", ["copier", "cruft"])
def test_taken_over_edited_and_updated(tool: str, copier_pack: Path, cookiecutter_pack: Path, tmp_path: Path) -> None:
    project = by_copier(copier_pack, tmp_path / "shop") if tool == "copier" else by_cruft(cookiecutter_pack, tmp_path)
    team_edits(project)
    adoption = plan_adoption(project)
    record(project, lock=adoption.lock, baseline=pack_baseline(adoption.contents))
    check_updated(project, update(project, "v2.0.0"))
    if tool == "copier":
        assert "_commit: v2.0.0" in (project / ".copier-answers.yml").read_text()
        assert (project / "notes.md").read_text() == "Notes of Shop.\n"
