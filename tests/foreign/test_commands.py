"""copier and cookiecutter templates at the command line: new, edit, update, adopt."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run, _git_of_a_known_user, pack, scaffold, work
from tests.foreign.conftest import Release, git
from tests.foreign.templates import COOKIECUTTER_V1, COPIER_V1, COPIER_V2
from tests.foreign.test_adoption import by_copier, by_cruft

__all__ = ["_git_of_a_known_user", "pack", "scaffold", "work"]

NAME = {"copier": "project_name=Shop", "cookiecutter": "slug=shop"}


@pytest.fixture(params=["copier", "cookiecutter"])
def template(request: pytest.FixtureRequest) -> Path:
    source: Path = request.getfixturevalue(f"{request.param}_pack")
    return source


def made(scaffold: Run, template: Path, folder: Path) -> Path:
    """Make a committed project of the first version, and go into it."""
    kind = template.name.removesuffix("-template")
    result = scaffold("new", "shop", "--pack", template, "--ref", "v1.0.0", "--data", NAME[kind], "--no-input")
    assert result.code == 0, result.err
    os.chdir(folder / "shop")
    return folder / "shop"


def edit(project: Path) -> None:
    readme = project / "README.md"
    readme.write_text(readme.read_text().replace("pip install .", "uv sync"))
    old = project / "shop/old.py"
    old.write_text(old.read_text() + "MINE = 4\n")
    (project / "legacy.cfg").write_text("[legacy]\non = false\n")
    (project / "own.py").write_text("MINE = 1\n")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "ours")


def check_merged(project: Path) -> None:
    readme = (project / "README.md").read_text()
    assert "uv sync" in readme
    assert "on port 8000" in readme
    assert (project / "shop/values.py").read_text().endswith("THIRD = 3\nMINE = 4\n")
    assert (project / "legacy.cfg").read_text() == "[legacy]\non = false\n"
    assert (project / "own.py").read_text() == "MINE = 1\n"


def test_new_edit_update(scaffold: Run, work: Path, template: Path) -> None:
    project = made(scaffold, template, work)
    assert scaffold("status").code == 0
    edit(project)
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file() and ".git" not in path.parts}
    result = scaffold("update", "--ref", "v2.0.0", "--json")
    assert result.code == 3, result.err
    assert [each["path"] for each in json.loads(result.out)["conflicts"]] == ["legacy.cfg"]
    check_merged(project)
    assert scaffold("update", "--undo").code == 0
    assert {path: path.read_bytes() for path in before} == before
    assert scaffold("update", "--ref", "v2.0.0").code == 3
    assert scaffold("update", "--continue").code == 0
    assert scaffold("update").out == "shop is up to date\n"
    assert scaffold("diff", "legacy.cfg").code == 1


@pytest.mark.parametrize("kind", ["copier", "cruft"])
def test_adopt_then_update(scaffold: Run, work: Path, kind: str, copier_pack: Path, cookiecutter_pack: Path) -> None:
    if kind == "copier":
        project = by_copier(copier_pack, work / "shop")
        git(project, "init", "--quiet")
    else:
        project = by_cruft(cookiecutter_pack, work)
        git(project, "init", "--quiet")
    package = next(path.parent.name for path in project.glob("*/old.py"))
    os.chdir(project)
    (project / "README.md").write_text((project / "README.md").read_text().replace("pip install .", "uv sync"))
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}

    shown = scaffold("adopt", "--dry-run", "--json")
    assert shown.code == 0, shown.out
    assert not (project / ".scaffold" / "lock.toml").exists()
    done = scaffold("adopt", "--json")
    data = json.loads(done.out)
    assert {**data, "written": False} == json.loads(shown.out)
    assert [each["path"] for each in data["files"] if each["standing"] == "changed"] == ["README.md"]
    assert {path: path.read_bytes() for path in before} == before

    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "adopted")
    result = scaffold("update", "--ref", "v2.0.0")
    assert result.code == 0, result.out + result.err
    assert "uv sync" in (project / "README.md").read_text()
    assert "on port 8000" in (project / "README.md").read_text()
    assert (project / package / "values.py").is_file()
    assert scaffold("adopt").code == 1


def test_a_new_question_is_answered_on_the_command_line(scaffold: Run, work: Path, release: Release) -> None:
    release("copier-template", COPIER_V1, "v1.0.0")
    template = work.parent / "repositories" / "copier-template"
    project = made(scaffold, template, work)
    questions = str(COPIER_V2["copier.yml"]) + "region:\n  type: str\n"
    release(
        "copier-template",
        {**COPIER_V2, "copier.yml": questions, "template/region.txt.jinja": "{{ region }}\n"},
        "v2.0.0",
    )
    refused = scaffold("update", "--ref", "v2.0.0", "--no-input")
    assert refused.code == 1
    assert "--data region=" in refused.err
    assert not (project / "region.txt").exists()
    result = scaffold("update", "--ref", "v2.0.0", "--data", "region=north", "--data", "replicas=3")
    assert result.code == 0, result.err
    assert (project / "region.txt").read_text() == "north\n"
    assert "REPLICAS = 3" in (project / "shop/main.py").read_text()
    assert scaffold("update").out == "shop is up to date\n", "the answers are kept"


def test_answers_are_for_templates_that_ask(scaffold: Run, work: Path) -> None:
    scaffold("new", "user-service", "--no-git")
    os.chdir(work / "user-service")
    result = scaffold("update", "--data", "a=b")
    assert (result.code, "stand in service.tusk" in result.err) == (2, True)


def test_a_newer_version_is_shown(scaffold: Run, work: Path, release: Release) -> None:
    release("copier-template", COPIER_V1, "v1.0.0")
    template = work.parent / "repositories" / "copier-template"
    result = scaffold("new", "shop", "--pack", template, "--data", "project_name=Shop", "--no-input")
    assert result.code == 0, result.err
    os.chdir(work / "shop")
    status = scaffold("status")
    assert status.code == 0
    assert status.out.startswith(f"templates  {template} at ")
    release("copier-template", COPIER_V2, "v2.0.0")
    status = scaffold("status")
    assert (status.code, "update     due" in status.out) == (4, True)


def test_words_about_data_are_refused_where_there_is_none(scaffold: Run, work: Path, template: Path) -> None:
    made(scaffold, template, work)
    for word in (("--rename", "a=b"), ("--drop", "a.b"), ("--fill", "a.b=c")):
        result = scaffold("update", *word)
        assert (result.code, "no spec and no features" in result.err) == (1, True)


def test_a_pack_that_is_gone_hides_nothing_else(scaffold: Run, work: Path, template: Path) -> None:
    project = made(scaffold, template, work)
    (project / "README.md").write_text("mine\n")
    shutil.rmtree(template)
    shutil.rmtree(os.environ["SCAFFOLD_CACHE_DIR"])
    status = scaffold("status")
    assert status.code == 0
    assert "update     nobody can tell" in status.out
    assert "edited    README.md" in status.out
    assert json.loads(scaffold("status", "--json").out)["unknown"]
    assert "+mine" in scaffold("diff").out
    explained = scaffold("explain", "README.md")
    assert (explained.code, "README.md" in explained.out) == (0, True)
    assert scaffold("update").code == 1


def test_a_name_is_the_folder(scaffold: Run, work: Path, release: Release) -> None:
    release("cookiecutter-template", COOKIECUTTER_V1, "v1.0.0")
    template = work.parent / "repositories" / "cookiecutter-template"
    shown = scaffold("new", "--pack", template, "--data", "slug=shop", "--no-input", "--dry-run")
    assert (shown.code, "Would make shop" in shown.out) == (0, True)
    assert list(work.iterdir()) == []
