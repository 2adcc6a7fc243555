"""A team's own formatter: what it did to the files is no edit, and what comes in is written as it would write it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.merge import plan_update
from scaffold.merge.form import Form
from scaffold.project.model import Lock
from scaffold.update.form import project_form
from tests.generated.released import Templates, commit, replace
from tests.merge.memory import File, MemoryTree, rendered, written
from tests.merge.scenarios import LABELS

RUFF = Path(sys.prefix) / "bin" / "ruff"

SPEC = """\
[models]
team:
  name: "string(80), unique"
user:
  email: "email, unique"
  full_name: "string(120), min=1"
  team: "ref(team), optional"
"""

SERVICE = "src/user_service/services/user.py"

RULE = '''
    def greet(self, name: str, salutation: str = 'Good morning, my dear colleague', *, loud: bool = False) -> str:
        """Say something kind."""
        return f'{salutation}, {name}{"!" if loud else "."}'
'''


def of_ruff(project: Path) -> tuple[str, ...]:
    """Shorter lines and single quotes, in pyproject.toml."""
    replace(project / "pyproject.toml", "line-length = 100\n", "line-length = 79\nformat.quote-style = 'single'\n")
    return ()


def of_ruff_alone(project: Path) -> tuple[str, ...]:
    """The same in a file of ruff's own."""
    (project / "ruff.toml").write_text("line-length = 79\n[format]\nquote-style = 'single'\nindent-style = 'tab'\n")
    return ()


def of_black(project: Path) -> tuple[str, ...]:
    """Black, beside the ruff that only lints now; what black writes is what ruff writes with these options."""
    settings = project / "pyproject.toml"
    settings.write_text(settings.read_text() + "\n[tool.black]\nline-length = 72\nskip-string-normalization = true\n")
    return "--config", "line-length = 72", "--config", "format.quote-style = 'preserve'"


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    return Templates(tmp_path)


def begin(templates: Templates, folder: Path) -> Path:
    """Make a service, and give it to a team."""
    (folder / "spec.tusk").write_text(SPEC)
    templates.scaffold(folder, "new", "user-service", "--spec", "spec.tusk", "--no-input")
    return folder / "user-service"


def reformat(project: Path, *options: str, check: bool = False) -> None:
    command = [str(RUFF), "format", "--no-cache", "--quiet", *options, *(["--check"] if check else []), "src", "tests"]
    subprocess.run(command, cwd=project, check=True)


@pytest.mark.parametrize("choose", [of_ruff, of_ruff_alone, of_black])
def test_a_new_field_merges_with_all_that_the_teams_formatter_did(
    tmp_path: Path, templates: Templates, choose: Callable[[Path], tuple[str, ...]]
) -> None:
    project = begin(templates, tmp_path)
    with (project / SERVICE).open("a") as file:
        file.write(RULE)
    options = choose(project)
    reformat(project, *options)
    commit(project)
    mine = (project / SERVICE).read_text()

    replace(project / "service.tusk", "  full_name:", '  phone: "string(40), optional, unique"\n  full_name:')
    told = json.loads(templates.scaffold(project, "update", "--json"))

    merged = [item["path"] for item in told["items"] if item["kind"] == "merged" and item["path"].endswith(".py")]
    assert {"src/user_service/models/user.py", "tests/samples/user.py"} <= {*merged}
    assert set(mine.split()) <= set((project / SERVICE).read_text().split())
    assert "phone" in (project / "src/user_service/models/user.py").read_text()
    subprocess.run([RUFF, "format", "--no-cache", "--check", "--quiet", *options, *merged], cwd=project, check=True)
    templates.scaffold(project, "status")


def test_what_was_only_formatted_leaves_with_its_feature(tmp_path: Path, templates: Templates) -> None:
    project = begin(templates, tmp_path)
    reformat(project, *of_ruff(project))
    commit(project)
    with (project / "service.tusk").open("a") as spec:
        spec.write("\n[service_testing]\nperformance_tests: false\n")
    templates.scaffold(project, "update")
    assert not (project / "tests/performance").exists()


def test_a_formatter_that_a_project_brings_along_is_not_run(tmp_path: Path, templates: Templates) -> None:
    project = begin(templates, tmp_path)
    reformat(project, *of_ruff(project))
    program = project / ".venv/bin/ruff"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/run\n")
    program.chmod(0o755)
    commit(project)
    replace(project / "service.tusk", "  full_name:", '  phone: "string(40), optional, unique"\n  full_name:')
    templates.scaffold(project, "update")
    assert not (tmp_path / "run").exists()


def test_a_broken_setting_of_the_formatter_leaves_a_plain_merge(tmp_path: Path, templates: Templates) -> None:
    project = begin(templates, tmp_path)
    replace(project / "pyproject.toml", "line-length = 100\n", "line-length = 'long'\n")
    replace(project / SERVICE, "class UserService", "MINE = 1\n\n\nclass UserService")
    commit(project)
    replace(project / "service.tusk", "  full_name:", '  phone: "string(40), optional"\n  full_name:')
    templates.scaffold(project, "update")
    assert "MINE = 1" in (project / SERVICE).read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="limits a process from outside")
def test_settings_without_an_end_take_no_more_memory_than_there_is_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = pytest.importorskip("resource")
    monkeypatch.setattr("scaffold.update.form._MEMORY", 512 << 20)
    (tmp_path / "ruff.toml").write_text('extend = "/dev/zero"\n')
    before = usage.getrusage(usage.RUSAGE_CHILDREN).ru_maxrss
    form = project_form(tmp_path, MemoryTree({}), Lock("1", "", "", (), (), {}), lambda _: b"")
    assert form.write("a.py", b"a  = 1\n") is None
    assert usage.getrusage(usage.RUSAGE_CHILDREN).ru_maxrss <= max(before, 512 << 10)  # in KB


@pytest.mark.parametrize(
    ("length", "result"),
    [
        ("20", b"f(\n    1234567890,\n    1234567890,\n)\n"),
        ('"20"', None),
        ('"20\\u0000"', None),
        ('"20\\nindent-width = 8"', None),
        ("[20]", None),
    ],
)
def test_only_a_number_is_a_length_of_lines(tmp_path: Path, length: str, result: bytes | None) -> None:
    content = b"f(1234567890, 1234567890)\n"
    tree = MemoryTree({"pyproject.toml": f"[tool.black]\nline-length = {length}\n"})
    form = project_form(tmp_path, tree, Lock("1", "", "", (), (), {}), lambda _: b"")
    assert form.write("a.py", content) == (result or content)


def shout(path: str, content: bytes) -> bytes | None:
    """Format as nobody does: in capitals, an assignment without blanks."""
    return None if b"(" in content else content.upper().replace(b" = ", b"=")


SHOUTING = Form(shout, lambda: True)


@pytest.mark.parametrize(
    ("yours", "new", "result", "conflicts"),
    [
        ("A=1\nB=2\n", "a = 1\nb = 3\n", "A=1\nB=3\n", 0),  # only formatted: the templates' change, formatted
        ("A=1\nB=2\nMINE=1\n", "zero = 0\na = 1\nb = 2\n", "ZERO=0\nA=1\nB=2\nMINE=1\n", 0),
        ("A=1\nB=2\nmine = 1\n", "zero = 0\na = 1\nb = 2\n", "ZERO=0\nA=1\nB=2\nmine = 1\n", 0),  # not all formatted
        ("A=7\nB=2\n", "a = 1\nb = 3\n", "A=7\nB=3\n", 1),  # neighbours: as everywhere
        ("A=1\nB=2\n", None, None, 0),  # only formatted, and gone
        ("A=7\nB=2\n", None, "A=7\nB=2\n", 1),
        ("a = 1\nb = 2\nf(1)\n", "a = 1\nb = 3\n", "a = 1\nb = 3\nf(1)\n", 1),  # no formatter for it: a plain merge
    ],
)
def test_form(yours: str, new: str | None, result: str | None, conflicts: int) -> None:
    base = {"a.txt": "a = 1\nb = 2\n"}
    tree = MemoryTree({"a.txt": yours})
    plan = plan_update(
        written(rendered(base)), tree, rendered({"a.txt": new} if new else {}), labels=LABELS, form=SHOUTING
    )
    assert len(plan.conflicts) == conflicts
    if not conflicts:
        after = tree.applied(plan).entries.get("a.txt")
        assert (after and after.content.decode()) == result


def test_what_comes_in_where_the_team_has_edited_nothing_is_in_its_form() -> None:
    base: dict[str, str | bytes | File] = {"a.txt": "A=1\n", "b.txt": "a = 1\n"}
    new: dict[str, str | bytes | File] = {
        "a.txt": "A=1\nb = 2\n",
        "b.txt": "a = 2\n",
        "c.txt": "c = 3\n",
        "d.txt": File("d = 4\n", ownership="derived"),
    }
    tree = MemoryTree(base)
    plan = plan_update(written(rendered(base)), tree, rendered(new), form=SHOUTING)
    assert not plan.conflicts
    after = {path: entry.content.decode() for path, entry in tree.applied(plan).entries.items()}
    assert after == {
        "a.txt": "A=1\nB=2\n",
        "b.txt": "a = 2\n",  # not formatted by the team
        "c.txt": "C=3\n",
        "d.txt": "d = 4\n",  # only generated
    }


def test_a_generated_file_that_was_only_formatted_is_written_anew() -> None:
    base = {"a.txt": File("a = 1\n", ownership="derived")}
    new = {"a.txt": File("a = 2\n", ownership="derived")}
    plan = plan_update(written(rendered(base)), MemoryTree({"a.txt": "A=1\n"}), rendered(new), form=SHOUTING)
    assert not plan.conflicts
    change = plan.changes["a.txt"]
    assert change is not None
    assert change.content == b"a = 2\n"
