"""What public templates of copier and cookiecutter do, each in a small template: made, updated, looked at."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Result, Run, _git_of_a_known_user, pack, scaffold, work
from tests.foreign.conftest import Release, git
from tests.foreign.templates import Files

__all__ = ["_git_of_a_known_user", "pack", "scaffold", "work"]

ANSWERS_FILE = {"{{ _copier_conf.answers_file }}.jinja": "{{ _copier_answers|to_nice_yaml -}}\n"}


class Life:
    """A project of a small template: releases of the template, and commands in the project."""

    def __init__(self, scaffold: Run, work: Path, release: Release) -> None:
        self._scaffold = scaffold
        self._release = release
        self._work = work
        self.template = work.parent / "repositories" / "template"
        self.project = work / "shop"

    def release(self, version: str, files: Files) -> None:
        self._release("template", files, version)

    def new(self, *options: str) -> Result:
        result = self._scaffold("new", "shop", "--pack", self.template, "--no-input", *options)
        assert result.code == 0, result.err
        os.chdir(self.project)
        return result

    def run(self, *command: str, code: int = 0) -> Result:
        result = self._scaffold(*command)
        assert result.code == code, result.out + result.err
        return result

    def commit(self) -> None:
        git(self.project, "add", "--all")
        git(self.project, "commit", "--quiet", "--allow-empty", "--message", "more")

    def read(self, path: str) -> str:
        return (self.project / path).read_text()

    def state(self) -> bytes:
        from scaffold.project.baseline import read_baseline
        from scaffold.project.lock import read_lock

        lock = read_lock(self.project)
        return (self.project / ".scaffold/lock.toml").read_bytes() + b"".join(
            read_baseline(self.project, lock).values()
        )


@pytest.fixture
def life(scaffold: Run, work: Path, release: Release) -> Life:
    return Life(scaffold, work, release)


RANDOM = {
    "a filter": ("{{ 999999999999|ans_random|hash('sha256') }}", {}),
    "a secret of copier's": ("{{ make_secret() }}", {}),
    "a question that is not asked": (
        "{{ key }}",
        {"copier.yml": "key:\n  default: '{{ make_secret() }}'\n  when: false\n"},
    ),
    "a macro": (
        "{% import 'macros.jinja' as m %}{{ m.key() }}",
        {
            "macros.jinja": "{% macro key() %}{{ 999999999999|ans_random }}{% endmacro %}",
            "copier.yml": "_exclude: [m*]\n",
        },
    ),
}


@pytest.mark.parametrize(("value", "files"), RANDOM.values(), ids=RANDOM)
def test_a_random_value_stays(life: Life, value: str, files: dict[str, str]) -> None:
    template = {"copier.yml": "x: 1\n", "app.cfg.jinja": f"KEY={value}\nport=1\n\nlog=a\n", **ANSWERS_FILE}
    life.release("v1", {**template, **files})
    life.new()
    first = life.read("app.cfg")
    life.run("update", "--check")
    life.run("status")
    assert life.run("update").out == "shop is up to date\n"
    life.release("v2", {"app.cfg.jinja": f"KEY={value}\nport=2\n\nlog=a\n"})
    life.run("update")
    assert life.read("app.cfg") == first.replace("port=1", "port=2")
    life.run("update", "--check")
    life.commit()
    life.release("v3", {"other.jinja": "x\n", "app.cfg.jinja": f"KEY={value}\nport=3\n\nlog=a\n"})
    (life.project / "app.cfg").write_text(first.replace("port=1", "port=2").replace("log=a", "log=mine"))
    life.commit()
    life.run("update")
    assert life.read("app.cfg") == first.replace("port=1", "port=3").replace("log=a", "log=mine")


def test_a_random_value_of_cookiecutter_stays(life: Life) -> None:
    text = "KEY={{ random_ascii_string(30) }}\nat {% now 'utc', '%f' %}\nport=1\n"
    life.release("v1", {"cookiecutter.json": '{"name": "shop"}', "{{ cookiecutter.name }}/app.cfg": text})
    life.new()
    first = life.read("app.cfg")
    life.run("update", "--check")
    life.release("v2", {"{{ cookiecutter.name }}/app.cfg": text.replace("port=1", "port=2")})
    life.run("update")
    assert life.read("app.cfg") == first.replace("port=1", "port=2")
    life.run("update", "--check")


def test_a_random_value_stays_after_adoption(life: Life) -> None:
    text = "KEY={{ make_secret() }}\nport=1\n"
    life.release("v1", {"copier.yml": "x: 1\n", "app.cfg.jinja": text, **ANSWERS_FILE})
    life.project.mkdir()
    answers = f"_commit: v1\n_src_path: {life.template}\nx: 1\n"
    (life.project / "app.cfg").write_text("KEY=mine\nport=1\n")
    (life.project / ".copier-answers.yml").write_text(answers)
    git(life.project, "init", "--quiet")
    os.chdir(life.project)
    life.run("adopt")
    life.commit()
    life.run("update", "--check")
    life.release("v2", {"app.cfg.jinja": text.replace("port=1", "port=2")})
    life.run("update")
    assert life.read("app.cfg") == "KEY=mine\nport=2\n"


QUESTIONS = "token:\n  type: str\n  secret: true\n  default: none\nhost:\n  default: a\n"


def test_a_secret_answer_is_in_the_project_alone(life: Life) -> None:
    files = {
        "copier.yml": QUESTIONS,
        "app.cfg.jinja": "TOKEN={{ token }}\nhost={{ host }}\nport=1\n",
        "{% if token == 's3cret' %}only.cfg{% endif %}.jinja": "{{ token }}\n",
        **ANSWERS_FILE,
    }
    life.release("v1", files)
    made = life.new("--data", "token=s3cret")
    assert "s3cret" not in made.out + made.err + life.read(".copier-answers.yml")
    assert b"s3cret" not in life.state()
    assert life.read("app.cfg") == "TOKEN=s3cret\nhost=a\nport=1\n"
    assert life.read("only.cfg") == "s3cret\n"
    life.run("update", "--check")
    life.release("v2", {"app.cfg.jinja": "TOKEN={{ token }}\nhost={{ host }}\nport=2\n"})
    shown = life.run("update", "--dry-run")
    assert "s3cret" not in shown.out + shown.err
    life.run("update")
    assert life.read("app.cfg") == "TOKEN=s3cret\nhost=a\nport=2\n"
    assert life.read("only.cfg") == "s3cret\n"
    assert b"s3cret" not in life.state()
    life.commit()
    life.run("update", "--data", "host=b")
    assert life.read("app.cfg") == "TOKEN=s3cret\nhost=b\nport=2\n"


def test_a_new_secret_question_is_answered_at_an_update(life: Life) -> None:
    life.release("v1", {"copier.yml": "host: a\n", "app.cfg.jinja": "host={{ host }}\n\n", **ANSWERS_FILE})
    life.new()
    life.release("v2", {"copier.yml": QUESTIONS, "app.cfg.jinja": "host={{ host }}\n\nTOKEN={{ token }}\n"})
    life.run("update", "--data", "token=s3cret")
    assert life.read("app.cfg") == "host=a\n\nTOKEN=s3cret\n"
    assert b"s3cret" not in life.state()
    life.run("update", "--check")


def test_a_secret_with_a_random_default_is_in_the_project_alone(life: Life) -> None:
    settings = "token:\n  type: str\n  secret: true\n  default: '{{ make_secret() }}'\n"
    life.release("v1", {"copier.yml": settings, "app.cfg.jinja": "TOKEN={{ token }}\nport=1\n"})
    life.new()
    first = life.read("app.cfg")
    assert first.splitlines()[0].removeprefix("TOKEN=").encode() not in life.state()
    life.release("v2", {"app.cfg.jinja": "TOKEN={{ token }}\nport=2\n"})
    life.run("update")
    assert life.read("app.cfg") == first.replace("port=1", "port=2")


def test_a_secret_answer_that_does_not_fit_is_not_shown(life: Life, scaffold: Run) -> None:
    settings = """\
token:
  type: str
  secret: true
  default: none
  validator: "{% if token != 'none' %}{{ token }} is bad{% endif %}"
"""
    life.release("v1", {"copier.yml": settings, "a.jinja": "{{ token }}"})
    result = scaffold("new", "shop", "--pack", life.template, "--no-input", "--data", "token=s3cret")
    assert result.code == 1
    assert "s3cret" not in result.out + result.err


def tasks(log: Path) -> dict[str, str | None]:
    return {
        "copier.yml": f"""\
_tasks:
  - command: echo create >> {log}
    when: "{{{{ _copier_operation == 'copy' }}}}"
  - echo {{{{ _copier_operation }}}} >> {log} && echo locked > app.lock
_exclude:
  - copier.yml
  - "{{% if _copier_operation == 'update' %}}seed.txt{{% endif %}}"
_migrations:
  - version: v2
    command: echo before >> {log} && mv old.txt moved.txt
    when: "{{{{ _stage == 'before' }}}}"
  - version: v2
    command: echo after >> {log}
  - version: v3
    command: echo never >> {log}
x: 1
""",
        "app.cfg": "port=1\n",
        "seed.txt": "seed\n",
        **ANSWERS_FILE,
    }


def test_tasks_and_migrations_run_once_when_they_are_due(life: Life, tmp_path: Path) -> None:
    log = tmp_path / "log"

    def ran() -> list[str]:
        lines = log.read_text().split() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines

    life.release("v1", tasks(log))
    shown = life.run("new", "shop", "--pack", str(life.template), "--no-input", "--dry-run")
    assert "echo create" in shown.err
    assert ran() == []
    life.new("--trust")
    assert ran() == ["create", "copy"]
    (life.project / "old.txt").write_text("mine\n")
    (life.project / "seed.txt").write_text("grown\n")
    life.commit()
    life.run("update", "--check")
    life.release("v2", {"app.cfg": "port=2\n", "seed.txt": "another\n"})
    for look in (["update", "--dry-run"], ["update", "--check"], ["status"]):
        assert "echo update" in life.run(*look, code=0 if "--dry-run" in look else 4).err or look == ["status"]
    refused = life.run("update", code=1)
    assert f"migration: echo before >> {log}" in refused.err
    assert ran() == []
    life.run("update", "--trust")
    assert ran() == ["before", "update", "after"]
    assert life.read("app.cfg") == "port=2\n"
    assert life.read("moved.txt") == "mine\n"
    assert life.read("seed.txt") == "grown\n"
    assert life.read("app.lock") == "locked\n"
    life.commit()
    life.run("update", "--trust")
    life.run("update", "--check")
    assert ran() == []


def test_a_task_does_not_run_again_where_it_is_only_for_the_first_time(life: Life, tmp_path: Path) -> None:
    log = tmp_path / "log"
    settings = (
        f"_tasks:\n  - command: echo create >> {log}\n    when: \"{{{{ _copier_operation == 'copy' }}}}\"\nx: 1\n"
    )
    life.release("v1", {"copier.yml": settings, "app.cfg": "port=1\n"})
    life.new("--trust")
    life.release("v2", {"app.cfg": "port=2\n"})
    life.run("update")
    assert (log.read_text(), life.read("app.cfg")) == ("create\n", "port=2\n")


def test_what_a_task_made_stays_in_a_plan_that_does_not_run_it(life: Life) -> None:
    settings = "_tasks:\n  - echo made > made.txt\n  - rm gone.txt\n  - sed -i s/PLACE/$RANDOM/ app.cfg\nx: 1\n"
    life.release("v1", {"copier.yml": settings, "app.cfg": "KEY=PLACE\nport=1\n", "gone.txt": "x\n"})
    life.new("--trust")
    first = life.read("app.cfg")
    life.release("v2", {"app.cfg": "KEY=PLACE\nport=2\n", "gone.txt": "y\n"})
    shown = life.run("update", "--dry-run").out
    assert "app.cfg" in shown
    assert "made.txt" not in shown
    assert "gone.txt" not in shown
    life.run("update", "--trust")
    assert life.read("app.cfg") == first.replace("port=1", "port=2")
    assert not (life.project / "gone.txt").exists()


def test_a_file_that_is_no_longer_written_once_gets_what_the_template_changed(life: Life) -> None:
    text = "a=1\n\nb=1\n\nc=1\n"
    life.release("v1", {"copier.yml": "_skip_if_exists: [app.cfg]\nx: 1\n", "app.cfg": text})
    life.new()
    (life.project / "app.cfg").write_text(text.replace("c=1", "c=mine"))
    life.commit()
    life.release("v2", {"app.cfg": text.replace("a=1", "a=2")})
    life.run("update")
    assert life.read("app.cfg") == text.replace("c=1", "c=mine")
    life.commit()
    life.release("v3", {"copier.yml": "x: 1\n", "app.cfg": text.replace("a=1", "a=2").replace("b=1", "b=3")})
    life.run("update")
    assert life.read("app.cfg") == "a=2\n\nb=3\n\nc=mine\n"


def test_an_answer_whose_question_has_another_type_now_is_cast(life: Life) -> None:
    life.release("v1", {"copier.yml": "port:\n  type: str\n  default: '80'\n", "a.jinja": "{{ port }}\n"})
    life.new("--data", "port=8080")
    life.release("v2", {"copier.yml": "port:\n  type: int\n  default: 80\n", "a.jinja": "{{ port + 1 }}\n"})
    result = life.run("update")
    assert life.read("a") == "8081\n"
    assert "fit" not in result.err


def test_a_pin_is_said_and_can_be_taken_back(life: Life) -> None:
    life.release("v1", {"copier.yml": "x: 1\n", "a": "1\n"})
    life.release("v2", {"a": "2\n"})
    assert "pinned to v1" in life.new("--ref", "v1").err
    status = life.run("status")
    assert "pinned to v1, and v2 is there: scaffold update --unpin" in status.err
    assert life.run("update").out == "shop is up to date\n"
    life.run("update", "--unpin")
    assert life.read("a") == "2\n"
    life.commit()
    life.release("v3", {"a": "3\n"})
    life.run("update")
    assert life.read("a") == "3\n"
    life.commit()
    assert "pinned to v2" in life.run("update", "--ref", "v2").err
    life.run("update", "--ref", "v2", "--unpin", code=2)


def test_a_template_has_its_say_when_its_files_are_written(life: Life) -> None:
    settings = "_message_after_copy: Welcome, {{ name }}\n_message_after_update: Hello again\nname: Ada\n"
    life.release("v1", {"copier.yml": settings, "a": "1\n"})
    shown = life.run("new", "shop", "--pack", str(life.template), "--no-input", "--dry-run")
    assert "Welcome" not in shown.out
    assert life.new().out.endswith("\nWelcome, Ada\n")
    life.release("v2", {"a": "2\n"})
    assert "Hello" not in life.run("update", "--dry-run").out
    assert life.run("update").out.endswith("\nHello again\n")


def test_what_git_ignores_keeps_its_random_values(life: Life) -> None:
    text = "KEY={{ make_secret() }}\nport=1\n"
    life.release("v1", {"copier.yml": "x: 1\n", "dev.env.jinja": text, ".gitignore": "*.env\n", "a": "1\n"})
    life.new()
    first = life.read("dev.env")
    life.run("update", "--check")
    life.release("v2", {"a": "2\n"})
    life.run("update")
    life.run("update", "--check")
    assert life.read("dev.env") == first
    (life.project / "dev.env").write_text(first + "mine=1\n")
    life.commit()
    life.run("update", "--check")
    life.release("v3", {"a": "3\n"})
    life.run("update")
    assert life.read("dev.env") == first + "mine=1\n"


def test_a_cr_lf_file_stays_one(life: Life) -> None:
    text = b"a\r\n\r\nb\r\n"
    life.release("v1", {"copier.yml": "x: 1\n", "run.bat": text, "other.bat": text})
    life.new()
    assert (life.project / "run.bat").read_bytes() == text
    (life.project / "other.bat").write_bytes(text.replace(b"\r", b""))  # as a checkout may have it
    life.commit()
    assert "every file is as it was generated" in life.run("status").out
    life.release("v2", {"run.bat": text.replace(b"b", b"c"), "other.bat": text.replace(b"b", b"c")})
    life.run("update")
    assert (life.project / "run.bat").read_bytes() == text.replace(b"b", b"c")
    assert (life.project / "other.bat").read_bytes() == b"a\n\nc\n"


LINKS: Files = {
    "copier.yml": "_preserve_symlinks: true\nname: guide\n",
    "AGENTS.md": "# Agents\n",
    "docs/guide.md": "# Guide\n",
    "docs/top": Path("../AGENTS.md"),
    "docs/all": Path(),
    "CLAUDE.md": Path("AGENTS.md"),
    "later": Path("build/out.txt"),
    "first.jinja": Path("docs/{{ name }}.md"),
    **ANSWERS_FILE,
}
MADE = {"docs/top": "../AGENTS.md", "docs/all": ".", "CLAUDE.md": "AGENTS.md", "later": "build/out.txt"}


def targets(project: Path) -> dict[str, str]:
    """Every link of a project, and where it leads."""
    found = (
        place for place in project.rglob("*") if {".git", ".scaffold"}.isdisjoint(place.parts) and place.is_symlink()
    )
    return {str(place.relative_to(project)): str(place.readlink()) for place in found}


def lead(place: Path, target: str) -> None:
    place.unlink()
    place.symlink_to(target)


def test_links_stay_links(life: Life) -> None:
    life.release("v1", LINKS)
    life.new()
    first = {**MADE, "first": "docs/guide.md"}
    assert targets(life.project) == first
    staged = git(life.project, "ls-files", "--stage").splitlines()
    assert sorted(line.partition("\t")[2] for line in staged if line.startswith("120000")) == sorted(first)
    assert 'mode = "120000"' in life.read(".scaffold/lock.toml")
    assert "every file is as it was generated" in life.run("status").out
    life.run("update", "--check")
    life.release("v2", {"CLAUDE.md": Path("docs/guide.md"), "later": None, "docs/new": Path("guide.md")})
    life.run("update", "--branch", "next")
    assert targets(life.project) == first
    assert git(life.project, "ls-tree", "next", "CLAUDE.md").startswith("120000")
    assert git(life.project, "show", "next:CLAUDE.md") == "docs/guide.md"
    second = {**first, "CLAUDE.md": "docs/guide.md", "docs/new": "guide.md"}
    del second["later"]
    life.run("update")
    assert targets(life.project) == second
    life.run("update", "--check")
    life.run("update", "--undo")
    assert targets(life.project) == first
    life.run("update", "--data", "name=other")
    assert targets(life.project) == {**second, "first": "docs/other.md"}
    assert (life.read("AGENTS.md"), life.read("docs/guide.md")) == ("# Agents\n", "# Guide\n")


def test_a_link_that_the_team_changed(life: Life) -> None:
    life.release("v1", LINKS)
    life.new()
    link = life.project / "CLAUDE.md"
    lead(link, "docs/guide.md")
    assert "edited    CLAUDE.md" in life.run("status").out
    shown = life.run("diff").out
    assert "-AGENTS.md\n+docs/guide.md\n" in shown
    life.run("restore", "CLAUDE.md")
    assert targets(life.project)["CLAUDE.md"] == "AGENTS.md"
    life.run("update", "--undo")
    assert targets(life.project)["CLAUDE.md"] == "docs/guide.md"
    life.commit()
    life.release("v2", {"CLAUDE.md": Path("docs/top"), "AGENTS.md": "# All agents\n"})
    shown = life.run("update", code=3).out
    assert "both changed where the link leads" in shown
    assert targets(life.project)["CLAUDE.md"] == "docs/guide.md"
    assert life.read(".scaffold/theirs/CLAUDE.md") == "docs/top"
    assert (life.read("AGENTS.md"), life.read("docs/guide.md")) == ("# All agents\n", "# Guide\n")
    stages = git(life.project, "ls-files", "--unmerged", "--", "CLAUDE.md").splitlines()
    assert [line.split()[0] for line in stages] == ["120000"] * 3
    life.run("update", "--continue")
    life.commit()
    life.release("v3", {"CLAUDE.md": "a file\n", "docs/guide.md": Path("../AGENTS.md"), "docs/top": "a file\n"})
    life.run("update", code=3)
    assert targets(life.project) == {
        "docs/all": ".",
        "later": "build/out.txt",
        "CLAUDE.md": "docs/guide.md",
        "docs/guide.md": "../AGENTS.md",
        "first": "docs/guide.md",
    }
    assert life.read("docs/top") == "a file\n"
    assert life.read("AGENTS.md") == "# All agents\n"


def test_a_link_in_place_of_which_the_team_has_a_file(life: Life) -> None:
    life.release("v1", LINKS)
    life.new()
    (life.project / "CLAUDE.md").unlink()
    (life.project / "CLAUDE.md").write_text("AGENTS.md")
    life.commit()
    assert "replaced  CLAUDE.md" in life.run("status").out
    life.release("v2", {"CLAUDE.md": Path("docs/top")})
    assert "CLAUDE.md is a file now" in life.run("update", code=3).out
    assert life.read("CLAUDE.md") == "AGENTS.md"
    life.run("update", "--undo")
    life.run("restore", "CLAUDE.md")
    assert targets(life.project)["CLAUDE.md"] == "AGENTS.md"


def test_links_of_a_project_that_is_taken_over(life: Life) -> None:
    life.release("v1", {**LINKS, "AGENTS.md": "# Agents\n"})
    life.new()
    (life.project / ".copier-answers.yml").write_text(f"_commit: v1\n_src_path: {life.template}\nname: guide\n")
    shutil.rmtree(life.project / ".scaffold")
    life.commit()
    assert {line["standing"] for line in json.loads(life.run("adopt", "--json").out)["files"]} == {"same"}
    life.commit()
    assert "every file is as it was generated" in life.run("status").out
    life.run("update", "--check")
    lead(life.project / "CLAUDE.md", "docs/top")
    life.commit()
    life.release("v2", {"docs/top": Path("guide.md")})
    life.run("update")
    assert targets(life.project) == {**MADE, "CLAUDE.md": "docs/top", "docs/top": "guide.md", "first": "docs/guide.md"}


def test_a_lost_baseline_with_links_is_made_again(life: Life) -> None:
    life.release("v1", LINKS)
    life.new()
    before = life.state()
    (life.project / ".scaffold/baseline.tar.xz").unlink()
    shutil.rmtree(life.project / ".git")
    life.run("repair")
    assert life.state() == before
    assert "every file is as it was generated" in life.run("status").out


def test_a_link_with_a_secret_in_its_name_is_in_the_project_alone(life: Life) -> None:
    link = {"{% if token == 's3cret' %}only{% endif %}": Path("a"), "to.jinja": Path("{{ token }}")}
    life.release("v1", {"copier.yml": f"_preserve_symlinks: true\n{QUESTIONS}", "a": "a\n", **link, **ANSWERS_FILE})
    life.new("--data", "token=s3cret")
    assert targets(life.project) == {"only": "a", "to": "s3cret"}
    assert b"s3cret" not in life.state()
    life.run("update", "--check")
