"""Projects of every recorded release, brought up to now; and to a release that moves templates and renames keys."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from shutil import copytree

import pytest

from scaffold.catalog import Catalog, builtin_root, load_catalog
from scaffold.evolution import first_revision
from scaffold.project.applying import apply, record
from scaffold.project.baseline import pack_baseline
from scaffold.project.model import Lock
from scaffold.project.spec_files import own_files
from scaffold.project.tracking import first_lock
from scaffold.render import render
from scaffold.spec import check
from scaffold.tusk import load
from scaffold.update.planning import Update, plan
from tests.releases.recording import unpack, versions

EXAMPLES = ("minimal.tusk", "user-service.tusk", "full.tusk")
MARK = "# the team's own line\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCAFFOLD_CACHE_DIR", str(tmp_path / "cache"))


def make(spec_file: Path, catalog: Catalog, version: str, project: Path) -> None:
    """Make a project as that release did."""
    spec = check(load(spec_file), catalog, name="shop-service")
    assert not spec.has_errors, spec.diagnostics
    tree = render(spec, catalog).files
    files = dict(sorted({**tree, **own_files(spec, tree)}.items()))
    for path, file in files.items():
        place = project / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.content)
        place.chmod(file.mode)
    lock = first_lock(files, "", (first_revision(spec.entities, spec.stored),))._replace(scaffold=version)
    record(project, lock=lock, baseline=pack_baseline({path: file.content for path, file in files.items()}))


def team_edits(project: Path, catalog: Catalog) -> list[Path]:
    """Add a line at the end of every third Python file, of those that a release has not given up."""
    removed = [record.template for feature in catalog.features.values() for record in feature.removed]
    given_up = {PurePath(template).name.removesuffix(".jinja") for template in removed if template}
    files = [file for file in sorted((project / "src").rglob("*.py")) if file.name not in given_up][::3]
    for file in files:
        file.write_text(file.read_text() + MARK)
    return files


def bring_up(project: Path, update: Update) -> Lock:
    baseline = pack_baseline({path: file.content for path, file in update.rendered.items()})
    apply(project, update.plan.changes, update.plan.expected, lock=update.lock, baseline=baseline, pending=None)
    return update.lock


def marked(project: Path) -> Iterator[Path]:
    return (file for file in sorted((project / "src").rglob("*.py")) if file.read_text().endswith(MARK))


def check_update(project: Path, catalog: Catalog) -> Update:
    edited = team_edits(project, catalog)
    update = plan(project, catalog)
    for conflict in update.plan.conflicts:  # with a file that the templates gave up, and the team has edited
        assert (conflict.kind, conflict.path in update.rendered) == ("deleted", False), conflict
    bring_up(project, update)
    assert len(list(marked(project))) == len(edited)
    untouched = {path for path, file in update.rendered.items() if file.ownership == "merged"}
    for path in untouched - {str(file.relative_to(project)) for file in marked(project)} - {"service.tusk"}:
        assert (project / path).read_bytes() == update.rendered[path].content, path
    assert not plan(project, catalog).is_needed
    return update


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("version", versions())
def test_a_project_of_a_release_is_brought_up_to_now(version: str, example: str, tmp_path: Path) -> None:
    released = unpack(version, tmp_path / "released")
    before = load_catalog([released / "templates"], trusted=[released / "templates"])
    make(released / "examples" / example, before, version, tmp_path / "project")
    check_update(tmp_path / "project", load_catalog())


MOVED = """
[[moves]]
since = "99.0"
from = "files/src/{{ service.package }}/handlers/"
to = "files/src/{{ service.package }}/endpoints/"
"""
RENAMED = """
[[renamed]]
since = "99.0"
from = "health_config.check_interval"
to = "health_config.every"
"""


def next_release(root: Path) -> Catalog:
    """The templates of now, with the handlers' folders moved and a key renamed, as a release would do it."""
    copytree(builtin_root(), root)
    for folder in list(root.rglob("handlers")):
        folder.rename(folder.with_name("endpoints"))
        manifest = next(parent for parent in folder.parents if (parent / "feature.toml").exists()) / "feature.toml"
        manifest.write_text(manifest.read_text() + MOVED)
    for file in root.rglob("*"):
        if file.is_file() and file.suffix in {".jinja", ".py", ".toml", ".tusk"}:
            text = file.read_text()
            text = re.sub(r"(?<!keys)\.handlers\b", ".endpoints", text)
            text = text.replace("health_config.keys.check_interval]", "health_config.keys.every]")
            text = text.replace('["check_interval"]', '["every"]').replace('get("check_interval")', 'get("every")')
            file.write_text(text)
    manifest = root / "service/feature.toml"
    manifest.write_text(manifest.read_text() + RENAMED)
    return load_catalog([root], trusted=[root])


def test_moved_templates_and_renamed_keys_reach_a_project(tmp_path: Path) -> None:
    project = tmp_path / "project"
    spec = tmp_path / "spec.tusk"
    spec.write_text("# ours\n[health_config]\ncheck_interval: 12s # as the load balancer\n")
    make(spec, load_catalog(), "0.1.0", project)
    update = check_update(project, next_release(tmp_path / "next"))
    assert "every: 12s # as the load balancer\n" in (project / "service.tusk").read_text()
    assert update.spec is not None
    assert getattr(update.spec.values["health_config"]["every"], "seconds", None) == 12
    folder = project / "src/shop_service"
    assert not (folder / "handlers").exists()
    assert (folder / "endpoints/__init__.py").exists()
    moved = [item for item in update.plan.items if item.kind in {"moved", "merged"} and item.source]
    assert {Path(str(item.source)).parent.name for item in moved} >= {"handlers"}
