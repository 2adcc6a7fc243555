"""What a template may do before anybody said that it is trusted, and after."""

import sys
from pathlib import Path

import pytest

from scaffold.foreign import PackError, UntrustedError, find_pack, render_pack, render_version
from scaffold.project.model import LINK
from tests.foreign.conftest import write
from tests.foreign.templates import Files

COPIER_TASKS = f"""\
_tasks:
  - touch made-by-a-task
  - ["{sys.executable}", "-c", "import pathlib; pathlib.Path('.gitignore').write_text('cache/')"]
  - mkdir cache && touch cache/heavy
_migrations:
  - version: v2
    command: rm -rf old
_jinja_extensions:
  - jinja2.ext.do
name: app
"""
HOOK = "import pathlib\npathlib.Path('made-by-a-hook').write_text('{{ cookiecutter.name }}')\n"


def test_copier_tasks_and_extensions_are_named_and_do_not_run(tmp_path: Path) -> None:
    root = write(tmp_path / "pack", {"copier.yml": COPIER_TASKS, "a.txt": "a"})
    with pytest.raises(UntrustedError) as caught:
        render_version(find_pack(str(root)))
    assert caught.value.wants[:2] == ("Jinja extension: jinja2.ext.do", "task: touch made-by-a-task")
    assert len(caught.value.wants) == 4
    assert "--trust" in str(caught.value)


def test_copier_tasks_run_with_trust_and_what_git_ignores_is_left_out(tmp_path: Path) -> None:
    root = write(tmp_path / "pack", {"copier.yml": COPIER_TASKS, "a.txt": "a"})
    made = render_version(find_pack(str(root)), trust=True)
    assert set(made.files) == {".gitignore", "a.txt", "made-by-a-task"}
    assert made.files["made-by-a-task"].origin.template == "made-by-a-task"
    assert made.record.trusted
    assert made.notes == ("what the template's own programs made is left out where git ignores it: cache/",)
    assert not (root / "made-by-a-task").exists()


def test_trust_is_recorded_but_said_again_each_time(tmp_path: Path) -> None:
    root = write(tmp_path / "pack", {"copier.yml": COPIER_TASKS, "a.txt": "a"})
    made = render_version(find_pack(str(root)), trust=True)
    with pytest.raises(UntrustedError, match="made with --trust; say it again"):
        render_pack(made.record)
    assert render_pack(made.record, trust=True).files == made.files


def test_a_task_that_fails_is_shown_with_what_it_said(tmp_path: Path) -> None:
    root = write(tmp_path / "pack", {"copier.yml": "_tasks:\n  - echo broken; exit 7\nx: 1\n"})
    with pytest.raises(PackError, match=r"(?s)a task failed: .*non-zero exit status 7.*\nbroken"):
        render_version(find_pack(str(root)), trust=True)


def test_the_users_trust_in_copiers_own_settings_is_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path / "pack", {"copier.yml": COPIER_TASKS, "a.txt": "a"})
    settings = tmp_path / "settings.yml"
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(settings))
    settings.write_text(f"trust: ['{tmp_path}/other/']\n")
    with pytest.raises(UntrustedError):
        render_version(find_pack(str(root)))
    settings.write_text(f"trust: ['{tmp_path}/']\n")
    made = render_version(find_pack(str(root)))
    assert ("made-by-a-task" in made.files, made.record.trusted) == (True, True)


@pytest.mark.parametrize("hook", ["pre_prompt.py", "pre_gen_project.py", "post_gen_project.sh"])
def test_cookiecutter_hooks_are_named_and_do_not_run(hook: str, tmp_path: Path) -> None:
    root = write(
        tmp_path / "pack",
        {
            "cookiecutter.json": '{"name": "app"}',
            "{{ cookiecutter.name }}/a": "a",
            f"hooks/{hook}": f"touch {tmp_path}/x",
        },
    )
    with pytest.raises(UntrustedError) as caught:
        render_version(find_pack(str(root)))
    assert caught.value.wants == (f"hook: hooks/{hook}",)
    assert not (tmp_path / "x").exists()


def test_cookiecutter_hooks_run_with_trust(tmp_path: Path) -> None:
    root = write(
        tmp_path / "pack",
        {
            "cookiecutter.json": '{"name": "app", "_extensions": ["local.Shout"]}',
            "local.py": (
                "from jinja2.ext import Extension\n\n\nclass Shout(Extension):\n    def __init__(self, environment):\n"
                "        super().__init__(environment)\n        environment.filters['shout'] = str.upper\n"
            ),
            "{{ cookiecutter.name }}/a": "{{ cookiecutter.name|shout }}",
            "hooks/post_gen_project.py": HOOK,
        },
    )
    with pytest.raises(UntrustedError) as caught:
        render_version(find_pack(str(root)))
    assert caught.value.wants == ("hook: hooks/post_gen_project.py", "Jinja extension: local.Shout")
    made = render_version(find_pack(str(root)), trust=True)
    assert {path: file.content for path, file in made.files.items()} == {"a": b"APP", "made-by-a-hook": b"app"}
    assert not (root / "__pycache__").exists()


def test_a_hook_that_fails_is_shown_with_what_it_said(tmp_path: Path) -> None:
    root = write(
        tmp_path / "pack",
        {
            "cookiecutter.json": '{"name": "app"}',
            "{{ cookiecutter.name }}/a": "a",
            "hooks/post_gen_project.py": "print('no such thing')\nraise SystemExit(3)\n",
        },
    )
    with pytest.raises(PackError, match=r"(?s)a hook failed: .*exit status: 3.*no such thing"):
        render_version(find_pack(str(root)), trust=True)


ESCAPES = [
    "{{ cookiecutter.__class__.__mro__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cookiecutter.update({'a': 1}) }}",
]


@pytest.mark.parametrize("expression", ESCAPES)
def test_an_expression_reaches_no_python_object(expression: str, tmp_path: Path) -> None:
    root = write(
        tmp_path / "pack", {"cookiecutter.json": '{"name": "app"}', "{{ cookiecutter.name }}/a": f"{expression}\n"}
    )
    with pytest.raises(PackError, match=r"unsafe|not safely callable"):
        render_version(find_pack(str(root)))


def test_an_expression_in_a_default_is_in_the_sandbox_too(tmp_path: Path) -> None:
    settings = '{"name": "app", "x": "{{ cookiecutter.__class__.__mro__ }}"}'
    root = write(tmp_path / "pack", {"cookiecutter.json": settings, "{{ cookiecutter.name }}/a": "a"})
    with pytest.raises(PackError, match="unsafe"):
        render_version(find_pack(str(root)))


@pytest.mark.parametrize("settings", ["copier.yml", "cookiecutter.json"])
def test_a_link_out_of_the_pack_is_refused(settings: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mine")
    root = write(tmp_path / "pack", {settings: "{}", "{{ cookiecutter.name }}/a": "a"})
    (root / "{{ cookiecutter.name }}" / "b").symlink_to(secret)
    with pytest.raises(PackError, match="a link that leads out of it"):
        find_pack(str(root))


def test_a_link_that_a_program_makes_becomes_a_copy_and_any_that_leads_out_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path / "pack", {"copier.yml": "_tasks: ['ln -s a b']\nx: 1\n", "a": "content"})
    assert render_version(find_pack(str(root)), trust=True).files["b"][1:3] == (b"content", 0o644)
    write(root, {"copier.yml": "_tasks: ['ln -s nowhere b']\nx: 1\n"})
    with pytest.raises(PackError, match="a link that leads nowhere: b"):
        render_version(find_pack(str(root)), trust=True)


def test_a_link_of_a_template_is_a_copy_unless_it_says_that_links_stay(tmp_path: Path) -> None:
    root = write(tmp_path / "pack", {"copier.yml": "x: 1\n", "a": "content", "b": Path("a")})
    assert render_version(find_pack(str(root))).files["b"][1:3] == (b"content", 0o644)
    write(root, {"copier.yml": "_preserve_symlinks: true\nx: 1\n"})
    assert render_version(find_pack(str(root))).files["b"][1:3] == (b"a", LINK)


def test_a_program_may_make_links_where_links_stay(tmp_path: Path) -> None:
    settings = "_preserve_symlinks: true\n_tasks: ['ln -s {} b']\nx: 1\n"
    root = write(tmp_path / "pack", {"copier.yml": settings.format("a"), "a": "content"})
    assert render_version(find_pack(str(root)), trust=True).files["b"][1:3] == (b"a", LINK)
    write(root, {"copier.yml": settings.format("/etc/passwd")})
    with pytest.raises(PackError, match="b is a link to '/etc/passwd', which is absolute"):
        render_version(find_pack(str(root)), trust=True)


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    settings = "_preserve_symlinks: true\nname: a\n"
    files: Files = {"copier.yml": settings, "a": Path("z"), "z/x": "x", "{{ name }}/f.jinja": "{{ name }}"}
    root = write(tmp_path / "pack", files)
    with pytest.raises(PackError, match=r"would be written through the link a, to a/f|a would be a folder and a link"):
        render_version(find_pack(str(root)))


NAMES = {".scaffold/lock.toml": "belongs to scaffold", "aux.txt": "Windows reserves", "name:b": "':'"}


@pytest.mark.parametrize(("path", "words"), NAMES.items())
def test_a_path_that_no_project_may_have_is_refused(path: str, words: str, tmp_path: Path) -> None:
    root = write(tmp_path / "pack", {"copier.yml": "x: 1\n", path: "a"})
    with pytest.raises(PackError, match=words):
        render_version(find_pack(str(root)))


def test_what_is_the_same_on_some_systems_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path / "pack", {"copier.yml": "x: 1\n", "README": "a", "readme": "b"})
    with pytest.raises(PackError, match="the same on some systems"):
        render_version(find_pack(str(root)))


@pytest.mark.parametrize("settings", ["copier.yml", "cookiecutter.json"])
def test_nothing_is_written_into_gits_own_folder(settings: str, tmp_path: Path) -> None:
    top = "{{ cookiecutter.name }}/" if settings == "cookiecutter.json" else ""
    git_folder = "{{ '.git' }}/config" if settings == "copier.yml" else "{{ cookiecutter.git }}/config"
    files = {
        settings: '{"_exclude": ["copier.yml"], "name": "app", "git": ".git"}',
        f"{top}{git_folder}": "[core]\n\tfsmonitor = touch x\n",
    }
    root = write(tmp_path / "pack", files)
    with pytest.raises(PackError, match="git's own folder"):
        render_version(find_pack(str(root)))
