"""Runs the steps of the weekly workflow as a runner of GitHub does: its expressions, its environment, its shell."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

PATH = ".github/workflows/template-update.yml"
_EXPRESSION = re.compile(r"\$\{\{ (.+?) \}\}")

GH = """#!/bin/sh
echo "$@" >> "$CALLS"
if [ "$1 $2" = "pr list" ]; then echo "$OPEN"; fi
for word in "$@"; do last=$word; done
case "$1 $2" in "pr create" | "pr edit") cp "$last" "$CALLS.text" ;; esac
"""
# GitHub takes changes below .github/workflows only from tokens that may make them.
PRE_RECEIVE = """#!/bin/sh
read -r old new name
case $old in *[!0]*) since=$old ;; *) since=main ;; esac
test "$GH_TOKEN" != default || git diff --quiet "$since" "$new" -- .github/workflows || {
    echo "refusing to allow a GitHub App to create or update workflow without workflows permission" >&2
    exit 1
}
"""


class Outcome(NamedTuple):
    """What a run came to: the state that its first step gives, the calls of `gh`, and the request's text."""

    state: str
    calls: str
    text: str


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True, env=identity())
    return done.stdout


def identity() -> dict[str, str]:
    person = {f"GIT_{role}_{part}": "somebody" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    return {**os.environ, **person}


def with_remote(project: Path, remote: Path) -> Path:
    """Give a repository a remote that refuses what GitHub does."""
    git(project, "init", "--quiet", "--bare", str(remote))
    hook = remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    git(project, "remote", "add", "origin", str(remote))
    git(project, "push", "--quiet", "origin", "HEAD:main")
    hook.write_text(PRE_RECEIVE)
    hook.chmod(0o755)
    return project


def program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def run(project: Path, tools: Path, *, token: str = "", source: str = "", open_request: str = "") -> Outcome:
    """Run the steps with the programs in `tools` first on the path; `token` is the repository's secret."""
    program(tools, "gh", GH)
    folder = tools.parent
    calls, output = folder / "calls", folder / "output"
    calls.write_text("")
    output.write_text("")
    job = YAML(typ="safe").load((project / PATH).read_text())["jobs"]["update"]
    values = {
        "inputs.source": source,
        "github.token": "default",
        "secrets.TEMPLATE_UPDATE_TOKEN || github.token": token or "default",
        "secrets.TEMPLATE_UPDATE_TOKEN != ''": str(bool(token)).lower(),
    }
    # The identity is the workflow's own, as on a runner, where nobody has one.
    environment = dict(os.environ) | {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "CALLS": str(calls),
        "OPEN": open_request,
        "GITHUB_OUTPUT": str(output),
        "RUNNER_TEMP": str(folder),
    }
    update, request = (step for step in job["steps"] if "run" in step)
    _bash(project, update, environment | _filled(job["env"], values) | _filled(update["env"], values))
    state = output.read_text().strip().removeprefix("state=")
    if state != "none":
        values["steps.update.outputs.state"] = state
        _bash(project, request, environment | _filled(job["env"], values) | _filled(request["env"], values))
    text = folder / "calls.text"
    return Outcome(state, calls.read_text(), text.read_text() if text.exists() else "")


def _filled(variables: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    return {name: _EXPRESSION.sub(lambda found: values[found[1]], text) for name, text in variables.items()}


def _bash(project: Path, step: Mapping[str, Any], environment: dict[str, str]) -> None:
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(command, check=False, cwd=project, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
