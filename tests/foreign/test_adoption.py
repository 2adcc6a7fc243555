"""Projects that copier and cruft really made, taken over."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import rmtree

import pytest

from scaffold.foreign import PackError, UntrustedError, Written, newer_pack, plan_adoption, render_update
from scaffold.foreign.adoption import Adoption
from scaffold.project.applying import record
from scaffold.project.baseline import pack_baseline, read_baseline
from scaffold.project.lock import read_lock
from tests.foreign.conftest import Release, git, write
from tests.foreign.templates import COOKIECUTTER_V1

ANSWERS = {"copier": {"project_name": "Shop", "replicas": "3"}, "cruft": {"project_name": "Shop"}}


def run(*command: str, home: Path) -> None:
    environment = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    subprocess.run((sys.executable, "-W", "ignore", "-m", *command), env=environment, check=True, capture_output=True)


def by_copier(template: Path, project: Path, ref: str = "v1.0.0") -> Path:
    data = [part for name, value in ANSWERS["copier"].items() for part in ("--data", f"{name}={value}")]
    run(
        "copier",
        "copy",
        "--quiet",
        "--defaults",
        "--vcs-ref",
        ref,
        *data,
        str(template),
        str(project),
        home=project.parent,
    )
    return project


def by_cruft(template: Path, folder: Path, ref: str = "v1.0.0", *options: str) -> Path:
    context = json.dumps(ANSWERS["cruft"])
    run(
        "cruft", "create", "--no-input", "--checkout", ref, "--extra-context", context, "--output-dir", str(folder),
        *options, str(template), home=folder,
    )  # fmt: skip
    return folder / "shop"


def edit(project: Path) -> None:
    readme = project / "README.md"
    readme.write_text(readme.read_text().replace("pip install .", "uv sync"))
    (project / "legacy.cfg").unlink()
    (project / "run.sh").unlink()
    (project / "run.sh").mkdir()
    write(project, {"own/code.py": "MINE = 1\n", "shop/old.py": b"VALUE = 1\r\nOTHER = 2\r\nTHIRD = 3\r\n"})


def snapshot(project: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in project.rglob("*") if path.is_file()}


@pytest.mark.parametrize("tool", ["copier", "cruft"])
def test_what_the_tool_wrote_is_rendered_again_byte_for_byte(
    tool: str, copier_pack: Path, cookiecutter_pack: Path, tmp_path: Path
) -> None:
    project = by_copier(copier_pack, tmp_path / "shop") if tool == "copier" else by_cruft(cookiecutter_pack, tmp_path)
    adoption = plan_adoption(project)
    assert {each.standing for each in adoption.report} == {"same"}
    assert adoption.unknown == (() if tool == "copier" else (".cruft.json",))
    assert all((project / path).read_bytes() == content for path, content in adoption.contents.items())
    assert adoption.lock.packs[0].answers["project_name"] == "Shop"


@pytest.mark.parametrize("tool", ["copier", "cruft"])
def test_the_report_tells_what_became_of_each_file_and_only_the_state_is_written(
    tool: str, copier_pack: Path, cookiecutter_pack: Path, tmp_path: Path
) -> None:
    project = by_copier(copier_pack, tmp_path / "shop") if tool == "copier" else by_cruft(cookiecutter_pack, tmp_path)
    edit(project)
    before = snapshot(project)
    adoption = plan_adoption(project)
    assert adoption.paths("changed") == ("README.md",)
    assert adoption.paths("deleted") == ("legacy.cfg",)
    assert adoption.paths("replaced") == ("run.sh",)
    assert "shop/old.py" in adoption.paths("same")
    assert set(adoption.unknown) - {".cruft.json"} == {"own/code.py"}
    record(project, lock=adoption.lock, baseline=pack_baseline(adoption.contents))
    lock = read_lock(project)
    assert lock == adoption.lock
    assert read_baseline(project, lock) == adoption.contents
    assert {path: content for path, content in snapshot(project).items() if ".scaffold" not in path} == before
    with pytest.raises(PackError, match="kept up to date by scaffold already"):
        plan_adoption(project)


def test_crufts_folder_in_the_repository_and_its_skipped_files_are_kept(
    cookiecutter_pack: Path, tmp_path: Path, release: Release
) -> None:
    files = {
        f"deep/er/{path}": (cookiecutter_pack / path).read_bytes()
        for path in git(cookiecutter_pack, "ls-files").splitlines()
    }
    release("many", files, "v1.0.0")
    project = by_cruft(
        tmp_path / "repositories/many", tmp_path, "v1.0.0", "--directory", "deep/er", "--skip", "README.md"
    )
    write(project, {"pyproject.toml": '[tool.cruft]\nskip = ["shop/*.py"]\n'})
    adoption = plan_adoption(project)
    assert adoption.lock.packs[0].source.endswith("/many#subdirectory=deep/er")
    seeded = [path for path, file in adoption.lock.files.items() if file.ownership == "seeded"]
    assert seeded == ["README.md", "shop/main.py", "shop/values.py"]


def test_a_relative_source_is_found_from_the_project(copier_pack: Path, tmp_path: Path) -> None:
    project = by_copier(copier_pack, tmp_path / "shop")
    record_file = project / ".copier-answers.yml"
    record_file.write_text(record_file.read_text().replace(str(copier_pack), "../repositories/copier-template"))
    adoption = plan_adoption(project)
    assert adoption.paths("same") == tuple(adoption.files)
    assert adoption.lock.packs[0].source == str(copier_pack)


def test_a_relative_source_that_leads_nowhere_is_to_be_named(copier_pack: Path, tmp_path: Path) -> None:
    project = by_copier(copier_pack, tmp_path / "shop")
    record_file = project / ".copier-answers.yml"
    record_file.write_text(record_file.read_text().replace(str(copier_pack), "../elsewhere/template"))
    with pytest.raises(PackError, match=r"^\.copier-answers\.yml: there is no pack at .*/template") as caught:
        plan_adoption(project)
    assert caught.value.hint == (
        "../elsewhere/template does not say from which folder it is; name the template's place with --pack"
    )
    assert plan_adoption(project, source=str(copier_pack)).lock.packs[0].source == str(copier_pack)


def test_a_template_that_moved_is_named(copier_pack: Path, tmp_path: Path) -> None:
    project = by_copier(copier_pack, tmp_path / "shop")
    moved = copier_pack.rename(tmp_path / "moved")
    with pytest.raises(PackError, match=r"there is no pack at .*repositories/copier-template") as caught:
        plan_adoption(project)
    assert "if the template has moved, name its new place with --pack" in str(caught.value.hint)
    adoption = plan_adoption(project, source=str(moved))
    assert adoption.lock.packs[0].source == str(moved)
    assert adoption.paths("changed") == (".copier-answers.yml",)


def test_a_secret_answer_is_given_again(copier_pack: Path, tmp_path: Path, release: Release) -> None:
    release("copier-template", {"template/token.jinja": "{{ api_token }}"}, "v3.0.0")
    answers = f"_commit: v3.0.0\n_src_path: {copier_pack}\nproject_name: Shop\n"
    project = write(tmp_path / "shop", {".copier-answers.yml": answers, "token": "s3cret"})
    assert plan_adoption(project).paths("changed") == (".copier-answers.yml", "token")
    adoption = plan_adoption(project, answers={"api_token": "s3cret"})
    assert "token" in adoption.paths("same")
    assert "s3cret" not in str(adoption.lock)


def test_hooks_need_trust(tmp_path: Path, release: Release) -> None:
    files = {
        "cookiecutter.json": '{"project_name": "Shop", "slug": "shop"}',
        "{{ cookiecutter.slug }}/a": "a",
        "hooks/post_gen_project.py": "open('b', 'w').write('b')\n",
    }
    release("hooked", files, "v1.0.0")
    project = by_cruft(tmp_path / "repositories/hooked", tmp_path)
    with pytest.raises(UntrustedError, match=r"hooks/post_gen_project\.py"):
        plan_adoption(project)
    assert plan_adoption(project, trust=True).paths("same") == ("a", "b")


def test_several_records_are_told_apart(copier_pack: Path, tmp_path: Path) -> None:
    project = by_copier(copier_pack, tmp_path / "shop")
    write(project, {".copier-answers.ci.yml": "_src_path: x\n"})
    with pytest.raises(PackError, match=r"more than one record: \.copier-answers\.ci\.yml, \.copier-answers\.yml"):
        plan_adoption(project)
    assert plan_adoption(project, file=".copier-answers.yml").made.version == "v1.0.0"


def test_a_record_of_another_name_is_found_or_named(copier_pack: Path, tmp_path: Path) -> None:
    project = by_copier(copier_pack, tmp_path / "shop")
    record = project / ".copier-answers.yml"
    (project / ".copier").mkdir()
    record.rename(project / ".copier/.copier-answers.yml")
    found = plan_adoption(project)
    assert found.made.file == ".copier/.copier-answers.yml"
    assert {each.standing for each in found.report} == {"same"}
    assert found.files[".copier/.copier-answers.yml"].ownership == "derived"
    (project / ".copier/.copier-answers.yml").rename(project / "made-by.yml")
    with pytest.raises(PackError, match="--answers-file FILE"):
        plan_adoption(project)
    named = plan_adoption(project, file="made-by.yml")
    assert {each.standing for each in named.report} == {"same"}
    record_project(project, named)
    lock = read_lock(project)
    following = render_update(
        newer_pack(lock.packs[0]), Written(lock, read_baseline(project, lock).__getitem__), {}, folder="shop"
    ).rendered
    assert b"_commit: v2.0.0" in following.files["made-by.yml"].content


def record_project(project: Path, adoption: Adoption) -> None:
    record(project, lock=adoption.lock, baseline=pack_baseline(adoption.contents))


@pytest.mark.parametrize("told", ["../repositories/copier-template", "repositories/copier-template"])
def test_a_relative_source_is_one_from_the_project_or_from_around_it(
    told: str, copier_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = write(
        tmp_path / "shop", {".copier-answers.yml": f"_src_path: {told}\n_commit: v1.0.0\nproject_name: Shop\n"}
    )
    (tmp_path / "away/repositories/copier-template").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "away")
    adoption = plan_adoption(project)
    assert adoption.lock.packs[0].source == str(copier_pack)
    assert f"_src_path: {told}".encode() in adoption.files[".copier-answers.yml"].content


def test_a_template_with_both_formats_is_told_by_the_record(tmp_path: Path, release: Release) -> None:
    release("both", {**COOKIECUTTER_V1, "copier.yml": "x: 1\n"}, "v1.0.0")
    context = json.dumps({"cookiecutter": {"project_name": "Shop"}})
    text = f'{{"template": "{tmp_path}/repositories/both", "commit": "v1.0.0", "context": {context}}}'
    project = write(tmp_path / "shop", {".cruft.json": text})
    assert plan_adoption(project).lock.packs[0].kind == "cookiecutter"


COPIER = ".copier-answers.yml"
CRUFT = ".cruft.json"
WRONG = {
    "no record": ({"a": "a"}, "neither copier nor cruft made it"),
    "no YAML": ({COPIER: "_src_path: [\n"}, r"\.copier-answers\.yml:2: is not YAML"),
    "no UTF-8": ({COPIER: b"\xff"}, "bad byte at offset 0"),
    "no source": ({COPIER: "_commit: v1\n"}, "has no _src_path"),
    "a list": ({COPIER: "- a\n"}, "has no _src_path"),
    "no JSON": ({CRUFT: "{"}, r"\.cruft\.json: is not JSON"),
    "no commit": ({CRUFT: '{"template": "x", "context": {"cookiecutter": {}}}'}, "lacks template, commit"),
    "no context": ({CRUFT: '{"template": "x", "commit": "y"}'}, "lacks template, commit"),
    "a template that is not there": (
        {COPIER: "_src_path: /nowhere/at/all\n_commit: v1\n"},
        r"\.copier-answers\.yml: there is no pack at /nowhere/at/all",
    ),
    "a URL that does not answer": (
        {COPIER: "_src_path: file:///nowhere/at/all\n_commit: v1\n"},
        r"\.copier-answers\.yml: file:///nowhere/at/all: the pack cannot be fetched",
    ),
}


@pytest.mark.parametrize(("files", "words"), WRONG.values(), ids=WRONG)
def test_a_record_that_cannot_be_followed_is_refused_in_words(
    files: dict[str, str | bytes | None], words: str, tmp_path: Path
) -> None:
    project = write(tmp_path / "shop", files)
    with pytest.raises(PackError, match=words):
        plan_adoption(project)
    assert not (project / ".scaffold").exists()


def test_a_commit_that_the_template_has_not_is_refused(copier_pack: Path, tmp_path: Path) -> None:
    project = by_copier(copier_pack, tmp_path / "shop")
    write(project, {COPIER: f"_src_path: {copier_pack}\n_commit: v0.9.0\nproject_name: Shop\n"})
    with pytest.raises(PackError, match=r"no tag, branch or commit v0\.9\.0"):
        plan_adoption(project)
    pack = plan_adoption(project, ref="v1.0.0").lock.packs[0]
    assert (pack.commit, pack.ref) == (git(copier_pack, "rev-parse", "v1.0.0"), None)


def test_answers_that_the_template_does_not_take_are_said(copier_pack: Path, tmp_path: Path) -> None:
    project = write(
        tmp_path / "shop",
        {COPIER: f"_src_path: {copier_pack}\n_commit: v1.0.0\nproject_name: Shop\nlicense: GPL\nreplicas: 0\n"},
    )
    notes = plan_adoption(project).notes
    assert "the answer 'GPL' to license does not fit any more; 'MIT' is taken" in notes
    assert "the answer 0 to replicas does not fit any more; 2 is taken" in notes
    write(project, {COPIER: f"_src_path: {copier_pack}\n_commit: v1.0.0\n"})
    with pytest.raises(PackError, match="the question project_name has no default"):
        plan_adoption(project)


def test_a_template_that_is_gone_needs_no_network_where_it_was_fetched_before(
    copier_pack: Path, tmp_path: Path
) -> None:
    project = by_copier(copier_pack, tmp_path / "shop")
    write(project, {COPIER: f"_src_path: file://{copier_pack}\n_commit: v1.0.0\nproject_name: Shop\nreplicas: 3\n"})
    first = plan_adoption(project)
    rmtree(copier_pack)
    again = plan_adoption(project)
    assert again.files == first.files
    assert again.notes[0].endswith("; what was fetched before is used")
