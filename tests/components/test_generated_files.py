"""The tools that read the generated files find nothing to say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.components.running import Project

pytestmark = pytest.mark.components

TOOLS = Path(sys.executable).parent
COMMANDS = {
    "hadolint": ["hadolint", "--failure-threshold", "style", "Dockerfile"],
    "actionlint": ["actionlint", ".github/workflows/ci.yml", ".github/workflows/template-update.yml"],
    "zizmor": ["zizmor", "--offline", "--no-progress", ".github"],
    "compose": ["docker-compose", "config", "--quiet"],
    "yamllint": ["yamllint", "--strict", "--config-data", "{extends: relaxed, rules: {line-length: disable}}", "."],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_tool_is_content(name: str, project: Project) -> None:
    program, *arguments = COMMANDS[name]
    # actionlint checks the shell of `run` steps with shellcheck when it finds it.
    environment = {**os.environ, "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}", "POSTGRES_PASSWORD": "x"}
    result = subprocess.run(
        [str(TOOLS / program), *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=project.folder,
        env=environment,
    )
    assert result.returncode == 0, result.stdout + result.stderr
