"""The weekly workflow's steps, run against a real repository: with stand-ins for GitHub and for `uvx`.

The same steps with a real `uvx` and a real package are in `tests/packaging/test_weekly_workflow.py`.
"""

import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from scaffold import __version__
from scaffold.catalog import load_catalog
from scaffold.spec import check
from scaffold.tusk import parse
from tests.generated import workflow
from tests.generated.services import EXAMPLES
from tests.generated.workflow import git

# Installs nothing, but refuses to run what would not be this scaffold.
UVX = f"""#!/bin/sh
test "$1 $2" = "--from=tusk-scaffold=={__version__} scaffold" || {{ echo "would install $1" >&2; exit 9; }}
shift 2
exec {sys.executable} -m scaffold "$@"
"""
SCHEDULE = ('schedule: "23 5 * * 1"', 'schedule: "7 3 * * 2"')


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    command = [sys.executable, "-m", "scaffold", "new", "user-service", "--spec", str(EXAMPLES / "user-service.tusk")]
    subprocess.run([*command, "--output", str(folder)], check=True, capture_output=True, env=workflow.identity())
    return folder / "user-service"


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    """A service with the workflow, in a repository with a remote."""
    return workflow.with_remote(copytree(made, tmp_path / "user-service"), tmp_path / "remote.git")


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    workflow.program(tmp_path / "tools", "uvx", UVX)
    return tmp_path / "tools"


def commit_spec(project: Path, old: str, new: str) -> None:
    spec = project / "service.tusk"
    text = spec.read_text()
    assert old in text
    spec.write_text(text.replace(old, new))
    git(project, "commit", "--quiet", "--all", "--message", "Change the spec")
    git(project, "push", "--quiet", "origin", "HEAD:main")


def changed(project: Path) -> list[str]:
    return git(project, "diff", "--name-only", "origin/template-update~1", "origin/template-update").split()


def test_nothing_to_do_asks_for_nothing(project: Path, tools: Path) -> None:
    assert workflow.run(project, tools) == ("none", "", "")


def test_an_update_becomes_a_pull_request_with_the_plan(project: Path, tools: Path) -> None:
    commit_spec(project, "port: 8081", "port: 9090")
    done = workflow.run(project, tools)
    assert done.state == "clean"
    assert "pr create --head template-update" in done.calls
    assert "src/user_service/config.py" in done.text
    assert "Left out" not in done.text
    assert {"src/user_service/config.py", ".scaffold/lock.toml"} <= set(changed(project))
    assert not [path for path in changed(project) if "undo" in path or "pending" in path]


def test_a_conflict_becomes_a_draft_that_names_it(project: Path, tools: Path) -> None:
    readme = project / "README.md"
    readme.write_text(readme.read_text().replace("8081", "8088"))
    commit_spec(project, "port: 8081", "port: 9090")
    done = workflow.run(project, tools)
    assert done.state == "conflicts"
    assert "pr create --draft" in done.calls
    assert "README.md  lines" in done.text
    assert "<<<<<<< yours" in git(project, "show", "origin/template-update:README.md")


def test_workflows_are_left_out_and_come_as_a_patch(project: Path, tools: Path) -> None:
    commit_spec(project, "port: 8081", "port: 9090")
    commit_spec(project, "automatic: true", "automatic: true\n" + SCHEDULE[1])
    done = workflow.run(project, tools)
    assert workflow.PATH not in changed(project)
    assert "src/user_service/config.py" in changed(project)
    assert f"- {workflow.PATH}\n" in done.text
    patch = done.text.partition("~~~~diff\n")[2].rpartition("~~~~")[0]
    git(project, "switch", "--quiet", "--detach", "--force", "origin/template-update")
    subprocess.run(["git", "apply"], cwd=project, input=patch, text=True, check=True)
    assert '"7 3 * * 2"' in (project / workflow.PATH).read_text()
    status = [sys.executable, "-m", "scaffold", "status"]
    assert subprocess.run(status, cwd=project, check=False, capture_output=True).returncode == 0


def test_a_token_of_the_repository_takes_workflows_along(project: Path, tools: Path) -> None:
    commit_spec(project, "automatic: true", "automatic: true\n" + SCHEDULE[1])
    done = workflow.run(project, tools, token="its own")  # noqa: S106  of no repository
    assert workflow.PATH in changed(project)
    assert "Left out" not in done.text


def opened(project: Path, tools: Path) -> None:
    """Let the workflow open a request, and the next run find it."""
    commit_spec(project, "port: 8081", "port: 9090")
    workflow.run(project, tools)


def next_week(project: Path, tools: Path) -> str:
    """Run the workflow in a new checkout while the request is open; return the calls of `gh`."""
    git(project, "switch", "--quiet", "--detach", "origin/main")
    git(project, "branch", "--quiet", "--delete", "--force", "template-update")
    return workflow.run(project, tools, open_request="7").calls


def test_an_open_request_is_renewed(project: Path, tools: Path) -> None:
    opened(project, tools)
    git(project, "switch", "--quiet", "main")
    commit_spec(project, "port: 9090", "port: 9091")
    assert "pr edit template-update" in next_week(project, tools)
    assert "9091" in git(project, "show", "origin/template-update:README.md")


def test_what_the_team_added_to_an_open_request_stays(project: Path, tools: Path) -> None:
    opened(project, tools)
    git(project, "commit", "--quiet", "--allow-empty", "--message", "Settle", "--author", "Team <team@example.org>")
    git(project, "push", "--quiet", "origin", "template-update")
    first = git(project, "rev-parse", "origin/template-update")
    assert "pr edit" not in next_week(project, tools)
    assert git(project, "rev-parse", "origin/template-update") == first


def test_a_text_that_is_longer_than_a_request_takes_is_cut(project: Path, tools: Path) -> None:
    noisy = UVX.replace("exec ", "yes 'a line of a long plan' | head -n 5000\nexec ")
    workflow.program(tools, "uvx", noisy)
    commit_spec(project, "port: 8081", "port: 9090")
    commit_spec(project, "automatic: true", "automatic: true\n" + SCHEDULE[1])
    done = workflow.run(project, tools)
    assert 30000 < len(done.text) < 65536
    assert "~~~~diff\n" in done.text


def test_the_workflow_installs_this_scaffold_and_nothing_that_floats(made: Path) -> None:
    text = (made / workflow.PATH).read_text()
    assert f'SOURCE: "tusk-scaffold=={__version__}"\n' in text
    assert re.findall(r"uvx \S+ \S+", text) == ['uvx --from="${OTHER:-$SOURCE}" scaffold']
    assert not re.findall(r"pip install|pipx|uv tool|curl|wget", text)


SOURCES = {
    "a release": ("tusk-scaffold==0.3.1", True),
    "a range": ("tusk-scaffold>=0.3,<0.5", True),
    "extras": ("our-scaffold[x]~=1.2", True),
    "a tag": ("git+https://example.org/us/scaffold.git@v0.3.0", True),
    "a commit": ("tusk-scaffold @ git+ssh://git@example.org/us/scaffold@0123abc#subdirectory=tool", True),
    "no version": ("tusk-scaffold", False),
    "a bound alone": ("tusk-scaffold<2", False),
    "no tag": ("git+https://example.org/us/scaffold", False),
    "an option": ("--index-url=x", False),
    "another index": ("tusk-scaffold==1 --index-url=https://x.org", False),
    "a shell's word": ("tusk-scaffold==1$(id)", False),
    "an expression": ("tusk-scaffold==${{github.token}}", False),
    "a quote": ('tusk-scaffold==1"', False),
    "a folder": ("../scaffold", False),
    "git over plain http": ("git+http://example.org/scaffold@v1", False),
    "a password": ("git+https://me:secret@example.org/scaffold@v1", False),
}


@pytest.mark.parametrize("name", SOURCES)
def test_source_names_a_version(name: str) -> None:
    source, good = SOURCES[name]
    spec = check(parse(f"[template_updates]\nsource: {source!r}\n"), load_catalog(), name="a-service")
    assert [each.message for each in spec.diagnostics if each.severity == "error"] == [] if good else spec.has_errors


def test_what_source_says_is_installed(tmp_path: Path, tools: Path) -> None:
    command = [sys.executable, "-m", "scaffold", "new", "a-service", "--with", "auto_update", "--output", str(tmp_path)]
    command += ["--set", "template_updates.source='git+https://example.org/ours@v3'"]
    subprocess.run(command, check=True, capture_output=True, env=workflow.identity())
    project = workflow.with_remote(tmp_path / "a-service", tmp_path / "remote.git")
    with pytest.raises(AssertionError, match=r"would install --from=git\+https://example\.org/ours@v3\n"):
        workflow.run(project, tools)
    with pytest.raises(AssertionError, match=r"would install --from=tusk-scaffold==9\.9\n"):
        workflow.run(project, tools, source="tusk-scaffold==9.9")
