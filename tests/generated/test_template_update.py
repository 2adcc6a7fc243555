"""The weekly workflow's steps, run against a real repository: with stand-ins for GitHub's `gh` and for `uvx`."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.generated.services import EXAMPLES

UVX = f"""#!/bin/sh
test "$1 $2 $3" = "--from scaffold scaffold" || exit 9
shift 3
exec {sys.executable} -m scaffold "$@"
"""
GH = """#!/bin/sh
echo "$@" >> "$CALLS"
for word in "$@"; do last=$word; done
if [ "$1 $2" = "pr create" ]; then cp "$last" "$CALLS.text"; fi
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A service with the workflow, in a repository with a remote."""
    command = [sys.executable, "-m", "scaffold", "new", "user-service", "--spec", str(EXAMPLES / "user-service.tusk")]
    subprocess.run([*command, "--output", str(tmp_path)], check=True, capture_output=True, env=_identity())
    folder = tmp_path / "user-service"
    remote = tmp_path / "remote.git"
    git(tmp_path, "init", "--quiet", "--bare", str(remote))
    git(folder, "remote", "add", "origin", str(remote))
    git(folder, "push", "--quiet", "origin", "HEAD:main")
    return folder


def _identity() -> dict[str, str]:
    person = {f"GIT_{role}_{part}": "somebody" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    return {**os.environ, **person}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True, env=_identity())
    return done.stdout


def steps(project: Path) -> list[dict[str, Any]]:
    text = (project / ".github" / "workflows" / "template-update.yml").read_text()
    found = YAML(typ="safe").load(text)["jobs"]["update"]["steps"]
    return [step for step in found if "run" in step]


def run_workflow(project: Path, tmp_path: Path) -> tuple[str, str, str]:
    """Run the steps as the runner would; return the state, what `gh` was called with, and the request's text."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, text in (("uvx", UVX), ("gh", GH)):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    calls, output = tmp_path / "calls", tmp_path / "output"
    calls.write_text("")
    output.write_text("")
    environment = _identity() | {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "CALLS": str(calls),
        "GITHUB_OUTPUT": str(output),
        "RUNNER_TEMP": str(tmp_path),
        "BRANCH": "template-update",
        "GH_TOKEN": "none",
    }
    update, request = steps(project)
    _bash(project, update["run"], environment)
    state = output.read_text().strip().removeprefix("state=")
    if state != "none":
        _bash(project, request["run"], environment | {"STATE": state})
    body = tmp_path / "calls.text"
    return state, calls.read_text(), body.read_text() if body.exists() else ""


def _bash(project: Path, script: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        check=False,
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def commit_spec(project: Path, old: str, new: str) -> None:
    spec = project / "service.tusk"
    text = spec.read_text()
    assert old in text
    spec.write_text(text.replace(old, new))
    git(project, "commit", "--quiet", "--all", "--message", "Change the spec")


def test_nothing_to_do_asks_for_nothing(project: Path, tmp_path: Path) -> None:
    assert run_workflow(project, tmp_path) == ("none", "", "")


def test_an_update_becomes_a_pull_request_with_the_plan(project: Path, tmp_path: Path) -> None:
    commit_spec(project, "port: 8081", "port: 9090")
    state, calls, text = run_workflow(project, tmp_path)
    assert state == "clean"
    assert "pr create --head template-update" in calls
    assert "src/user_service/config.py" in text
    changed = git(project, "diff", "--name-only", "origin/template-update~1", "origin/template-update").split()
    assert "src/user_service/config.py" in changed
    assert ".scaffold/lock.toml" in changed
    assert not [path for path in changed if "undo" in path or "pending" in path]


def test_a_conflict_becomes_a_draft_that_names_it(project: Path, tmp_path: Path) -> None:
    readme = project / "README.md"
    readme.write_text(readme.read_text().replace("8081", "8088"))
    commit_spec(project, "port: 8081", "port: 9090")
    state, calls, text = run_workflow(project, tmp_path)
    assert state == "conflicts"
    assert "pr create --draft" in calls
    assert "README.md  lines" in text
    assert "<<<<<<< yours" in git(project, "show", "origin/template-update:README.md")
