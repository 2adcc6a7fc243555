"""What the libraries themselves read and raise: the user's settings of them, the template's git, their own words."""

from pathlib import Path

import pytest

from scaffold.foreign import PackError, find_pack, render_version
from tests.foreign.conftest import Release, git, write


def test_copiers_settings_give_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path / "pack", {"copier.yml": "author: nobody\n", "a.jinja": "{{ author }}"})
    settings = tmp_path / "settings.yml"
    settings.write_text("defaults:\n  author: Ada\n")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(settings))
    assert render_version(find_pack(str(root))).files["a"].content == b"Ada"
    assert render_version(find_pack(str(root)), {"author": "Bob"}).files["a"].content == b"Bob"
    settings.write_text("defaults: 3\n")
    with pytest.raises(PackError, match="copier's settings file, in your own folder, must be corrected"):
        render_version(find_pack(str(root)))


def test_cookiecutters_settings_give_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "cookiecutter.json": '{"name": "app", "author": "nobody"}',
        "{{ cookiecutter.name }}/a": "{{ cookiecutter.author }}",
    }
    root = write(tmp_path / "pack", files)
    settings = tmp_path / "rc"
    settings.write_text("default_context:\n  author: Ada\n")
    monkeypatch.setenv("COOKIECUTTER_CONFIG", str(settings))
    assert render_version(find_pack(str(root))).files["a"].content == b"Ada"
    settings.write_text("- a\n")
    with pytest.raises(PackError, match=r"cookiecutter could not render it:\n  Top-level element of YAML file"):
        render_version(find_pack(str(root)))


def test_a_file_without_a_name_is_not_made(tmp_path: Path) -> None:
    files = {
        "cookiecutter.json": '{"name": "app", "docs": "no"}',
        "{{ cookiecutter.name }}/{% if cookiecutter.docs == 'yes' %}a{% endif %}": "a",
        "{{ cookiecutter.name }}/in/{% if cookiecutter.docs == 'yes' %}b{% endif %}": "b",
        "{{ cookiecutter.name }}/c": "c",
    }
    pack = find_pack(str(write(tmp_path / "pack", files)))
    assert set(render_version(pack).files) == {"c"}
    assert set(render_version(pack, {"docs": "yes"}).files) == {"a", "in/b", "c"}


def test_an_extension_may_ask_the_templates_git(tmp_path: Path, release: Release) -> None:
    extension = """\
import subprocess

from jinja2.ext import Extension


class Asking(Extension):
    def __init__(self, environment):
        super().__init__(environment)
        ask = lambda *words: subprocess.check_output(("git", *words), text=True).strip()
        environment.globals["commit"] = lambda: ask("rev-parse", "HEAD")
        environment.globals["described"] = lambda: ask("describe", "--tags", "--always", "--dirty")
"""
    files = {
        "cookiecutter.json": '{"name": "app", "_extensions": ["asking.Asking"]}',
        "asking.py": extension,
        "{{ cookiecutter.name }}/a": "{{ commit() }} {{ described() }}",
    }
    commit = release("asks", files, "v1")
    pack = find_pack(f"file://{tmp_path}/repositories/asks")
    assert render_version(pack, trust=True).files["a"].content.decode() == f"{commit} v1"
    assert git(tmp_path / "repositories/asks", "status", "--short") == ""


def test_what_hooks_leave_where_git_ignores_it_is_named(tmp_path: Path) -> None:
    hook = """\
import pathlib
for path in ("dev.env", "cache/a", "cache/b"):
    pathlib.Path(path).parent.mkdir(exist_ok=True)
    pathlib.Path(path).write_text("x")
"""
    files = {
        "cookiecutter.json": '{"name": "app"}',
        "{{ cookiecutter.name }}/.gitignore": "*.env\ncache/\n",
        "hooks/post_gen_project.py": hook,
    }
    made = render_version(find_pack(str(write(tmp_path / "pack", files))), trust=True)
    assert set(made.files) == {".gitignore"}
    assert made.notes == ("what the template's own programs made is left out where git ignores it: cache/, dev.env",)


FAULTS = {
    "copier: its settings": ({"copier.yml": "a: [\n"}, r"copier could not render it:\n  "),
    "copier: a newer version": (
        {"copier.yml": "_min_copier_version: '999'\n"},
        r"copier could not render it:\n  .*999",
    ),
    "copier: a wrong type": ({"copier.yml": "a:\n  type: none\n  default: 1\n"}, r"could not render it:\n  .*type"),
    "cookiecutter: no extension": (
        {
            "cookiecutter.json": '{"n": "a", "_extensions": ["cookiecutter.extensions.No"]}',
            "{{ cookiecutter.n }}/a": "",
        },
        r"cookiecutter could not render it:\n  ",
    ),
    "cookiecutter: its settings": ({"cookiecutter.json": "{"}, r"cookiecutter could not render it:\n  "),
}


@pytest.mark.parametrize(("files", "words"), FAULTS.values(), ids=FAULTS)
def test_what_a_library_raises_is_a_sentence_with_its_words_below(
    files: dict[str, str], words: str, tmp_path: Path
) -> None:
    with pytest.raises(PackError, match=words) as caught:
        render_version(find_pack(str(write(tmp_path / "pack", {**files}))))
    assert caught.value.hint is not None
    assert "Traceback" not in str(caught.value)
