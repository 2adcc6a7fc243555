"""Templates of copier and cookiecutter to files in memory."""

import json
from pathlib import Path
from typing import get_args

import pytest

from scaffold.foreign import PackError, UntrustedError, find_pack, newer_pack, render_pack, render_version
from tests.foreign.conftest import Release, git, write
from tests.foreign.templates import COOKIECUTTER_V1, COOKIECUTTER_V2, COPIER_V1, PICTURE

NAMED = {"project_name": "Shop"}


def test_copiers_own_library_renders_the_version_asked_for(copier_pack: Path) -> None:
    pack = find_pack(str(copier_pack), ref="v1.0.0")
    made = render_version(pack, {**NAMED, "replicas": "3"}, folder="shop")
    assert list(made.files) == sorted(made.files)
    assert set(made.files) == {
        ".copier-answers.yml", "LICENSE", "README.md", "legacy.cfg", "logo.bin", "notes.md", "run.sh",
        "shop/main.py", "shop/old.py",
    }  # fmt: skip
    assert made.files["shop/main.py"].content.startswith(b'"""Shop."""\n\nREPLICAS = 3\n')
    assert made.files["logo.bin"].content == PICTURE
    assert {path: file.mode for path, file in made.files.items() if file.mode != 0o644} == {"run.sh": 0o755}
    assert made.version == "v1.0.0"
    assert made.record.commit == git(copier_pack, "rev-parse", "v1.0.0")


def test_a_copier_file_is_known_by_its_template(copier_pack: Path) -> None:
    made = render_version(find_pack(str(copier_pack), ref="v1.0.0"), NAMED)
    origin = made.files["shop/main.py"].origin
    assert (origin.feature, origin.template) == (
        "copier-template",
        "template/{{ project_name|lower }}/main.py.jinja",
    )
    owners = {path: file.ownership for path, file in made.files.items() if file.ownership != "merged"}
    assert owners == {".copier-answers.yml": "derived", "notes.md": "seeded"}


def test_answers_are_recorded_with_their_types_but_no_secret(copier_pack: Path) -> None:
    made = render_version(find_pack(str(copier_pack), ref="v1.0.0"), {**NAMED, "api_token": "s3cret"})
    assert made.answers == {"project_name": "Shop", "license": "MIT", "replicas": 2}
    assert "s3cret" not in made.files[".copier-answers.yml"].content.decode()
    assert any("api_token" in note for note in made.notes)


def test_copiers_answers_file_names_the_source_and_the_version_as_copier_would(copier_pack: Path) -> None:
    made = render_version(find_pack(str(copier_pack), ref="v1.0.0"), NAMED)
    lines = made.files[".copier-answers.yml"].content.decode().splitlines()
    assert "_commit: v1.0.0" in lines
    assert f"_src_path: {copier_pack}" in lines


@pytest.mark.parametrize("name", ["copier", "cookiecutter"])
def test_a_record_is_rendered_again_to_the_same_bytes(name: str, request: pytest.FixtureRequest) -> None:
    source = request.getfixturevalue(f"{name}_pack")
    first = render_version(find_pack(str(source), ref="v1.0.0"), NAMED, folder="shop")
    again = render_pack(first.record, folder="shop")
    assert (again.files, again.record, again.version) == (first.files, first.record, first.version)


@pytest.mark.parametrize("name", ["copier", "cookiecutter"])
def test_the_next_version_keeps_the_answers_and_takes_defaults_for_new_questions(
    name: str, request: pytest.FixtureRequest
) -> None:
    source = request.getfixturevalue(f"{name}_pack")
    first = render_version(find_pack(str(source), ref="v1.0.0"), NAMED)
    following = newer_pack(first.record, ref="v2.0.0")
    second = render_version(following)
    assert second.answers == {**first.answers, "port": second.answers["port"]}
    assert str(second.answers["port"]) == "8000"
    assert (second.version, second.record.ref) == ("v2.0.0", "v2.0.0")
    assert "port 8000" in second.files["README.md"].content.decode()


def test_copier_takes_the_greatest_version_where_none_is_named(copier_pack: Path, release: Release) -> None:
    release("copier-template", {"template/x": "x"}, "v10.0.0")
    release("copier-template", {"template/x": "y"}, "v11.0.0rc1")
    assert find_pack(str(copier_pack)).version == "v10.0.0"


def test_cookiecutters_own_library_renders(cookiecutter_pack: Path) -> None:
    pack = find_pack(str(cookiecutter_pack), ref="v1.0.0")
    made = render_version(pack, {"project_name": "Web Shop", "database": "postgresql", "docker": "no"})
    assert made.folder == "web_shop"
    assert set(made.files) == {
        "README.md", "legacy.cfg", "logo.bin", "page.html", "run.sh", "web_shop/main.py", "web_shop/old.py",
    }  # fmt: skip
    assert made.files["web_shop/main.py"].content == b'NAME = "web_shop!"\nLINT = "ruff"\n'
    assert made.files["page.html"].content == b"<p>{{ not.rendered }}</p>\n"
    assert made.files["logo.bin"].content == PICTURE
    assert made.files["run.sh"].mode == 0o755
    assert made.files["web_shop/main.py"].origin.template == ("{{ cookiecutter.slug }}/{{ cookiecutter.slug }}/main.py")
    assert made.answers == {
        "project_name": "Web Shop", "slug": "web_shop", "database": "postgresql", "docker": False,
        "extras": {"lint": "ruff"},
    }  # fmt: skip


def test_a_cookiecutter_template_is_taken_from_its_default_branch(cookiecutter_pack: Path) -> None:
    write(cookiecutter_pack, {"{{ cookiecutter.slug }}/new.txt": "new"})
    git(cookiecutter_pack, "add", "--all")
    git(cookiecutter_pack, "commit", "--quiet", "-m", "after the release")
    pack = find_pack(str(cookiecutter_pack))
    assert pack.record.commit == git(cookiecutter_pack, "rev-parse", "HEAD")
    assert str(pack.version).startswith("v2.0.0-1-g")


def test_an_answer_that_fits_no_more_is_dropped_with_a_note(cookiecutter_pack: Path, release: Release) -> None:
    first = render_version(find_pack(str(cookiecutter_pack), ref="v1.0.0"), {"database": "postgresql"})
    settings = str(COOKIECUTTER_V2["cookiecutter.json"]).replace('"postgresql"', '"mysql"')
    release("cookiecutter-template", {"cookiecutter.json": settings}, "v3.0.0")
    second = render_version(newer_pack(first.record, ref="v3.0.0"))
    assert second.answers["database"] == "sqlite"
    assert second.notes == ("the answer 'postgresql' to database does not fit any more; its default is taken",)


def test_a_choice_that_copier_takes_no_more_is_dropped_with_a_note(copier_pack: Path, release: Release) -> None:
    first = render_version(find_pack(str(copier_pack), ref="v1.0.0"), {**NAMED, "license": "Apache-2.0"})
    settings = str(COPIER_V1["copier.yml"]).replace("Apache-2.0", "BSD")
    release("copier-template", {"copier.yml": settings, "template/README.md.jinja": "x"}, "v3.0.0")
    second = render_version(newer_pack(first.record, ref="v3.0.0"))
    assert second.answers["license"] == "MIT"
    assert second.notes == ("the answer 'Apache-2.0' to license does not fit any more; 'MIT' is taken",)


WRONG_ANSWERS = {
    "copier: unknown question": (
        "copier",
        {**NAMED, "licence": "MIT"},
        'there is no question licence\n  hint: did you mean "license"?',
    ),
    "copier: no choice": ("copier", {**NAMED, "license": "GPL"}, "license"),
    "copier: no number": (
        "copier",
        {**NAMED, "replicas": "many"},
        "'many' does not fit the question replicas, which takes a value of type int\n  hint: give it: --data replicas=",
    ),
    "copier: refused by the template": ("copier", {**NAMED, "replicas": "0"}, "at least one"),
    "copier: a required one is missing": ("copier", {}, "the question project_name has no default"),
    "cookiecutter: unknown question": ("cookiecutter", {"databse": "sqlite"}, 'did you mean "database"?'),
    "cookiecutter: no choice": ("cookiecutter", {"database": "oracle"}, "oracle provided for choice variable"),
    "cookiecutter: no boolean": ("cookiecutter", {"docker": "perhaps"}, "could not be converted to a boolean"),
    "cookiecutter: no object": ("cookiecutter", {"extras": "{"}, "must be a JSON object"),
    "cookiecutter: private": ("cookiecutter", {"__hidden": "x"}, "there is no question __hidden"),
    "cookiecutter: out of the project": ("cookiecutter", {"slug": "../../out"}, "outside the project"),
}


@pytest.mark.parametrize(("kind", "answers", "words"), WRONG_ANSWERS.values(), ids=WRONG_ANSWERS)
def test_wrong_answers_are_refused_in_words(
    kind: str, answers: dict[str, str], words: str, request: pytest.FixtureRequest
) -> None:
    source = request.getfixturevalue(f"{kind}_pack")
    with pytest.raises(PackError) as caught:
        render_version(find_pack(str(source), ref="v1.0.0"), dict(answers))
    assert words in str(caught.value)
    assert "Traceback" not in str(caught.value)


LINKS = {
    "copier": ({"copier.yml": "x: 1\n", "docs/page.md": "x\n"}, "docs/link.md"),
    "cookiecutter": ({"cookiecutter.json": '{"slug": "app"}', "{{ cookiecutter.slug }}/page.md": "x\n"}, "link.md"),
}


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_that_leads_nowhere_is_named(tmp_path: Path, kind: str) -> None:
    files, link = LINKS[kind]
    root = write(tmp_path / "pack", files)
    page = next(root.rglob("page.md"))
    page.with_name("link.md").symlink_to("nowhere.md")
    with pytest.raises(PackError) as caught:
        render_version(find_pack(str(root)))
    words = f"the pack pack: its link {link} leads nowhere\n  hint: the template must be corrected"
    assert str(caught.value) == words


def test_one_template_that_makes_several_files_gives_each_its_own_identity(tmp_path: Path) -> None:
    path = "{% yield item from ['a', 'b'] %}{{ item }}.txt{% endyield %}.jinja"
    root = write(tmp_path / "pack", {"copier.yml": "x: 1\n", path: "{{ item }}\n"})
    files = render_version(find_pack(str(root))).files
    assert {file: made.origin.entity for file, made in files.items()} == {"a.txt": "a.txt", "b.txt": "b.txt"}
    assert {made.origin.template for made in files.values()} == {path}


def test_a_line_end_and_bytes_that_are_no_text_stay(tmp_path: Path) -> None:
    content = b"caf\xe9\r\n\x00"
    root = write(tmp_path / "pack", {"copier.yml": "x: 1\n", "latin.txt": content, "crlf.txt": b"a\r\n"})
    files = render_version(find_pack(str(root))).files
    assert (files["latin.txt"].content, files["crlf.txt"].content) == (content, b"a\r\n")


def test_a_part_of_a_repository_is_named_behind_the_address(tmp_path: Path, release: Release) -> None:
    release("many", {f"packs/one/{path}": text for path, text in COOKIECUTTER_V1.items()}, "v1")
    pack = find_pack(f"{tmp_path}/repositories/many#subdirectory=packs/one")
    assert (pack.name, pack.kind) == ("one", "cookiecutter")
    assert "README.md" in render_pack(pack.record).files


def test_several_templates_in_one_are_listed(tmp_path: Path) -> None:
    nested = {"templates": {"a": {"path": "./a"}, "b": {"path": "./b"}}}
    root = write(tmp_path / "pack", {"cookiecutter.json": json.dumps(nested), "a/x": "x"})
    with pytest.raises(PackError, match=r"several templates: a, b\n  hint: choose one: add #subdirectory="):
        render_version(find_pack(str(root)))


@pytest.mark.parametrize("exception", [PackError, UntrustedError])
def test_an_error_says_the_same_as_data(exception: type[PackError]) -> None:
    error = UntrustedError("x", ("task: make",)) if exception is UntrustedError else PackError("what", "do that")
    [data] = error.to_json()
    assert (data["message"], data["hint"]) == (error.message, error.hint)
    assert get_args(type(data["severity"])) == ()
