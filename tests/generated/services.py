"""Generate services with the command that users type, and run programs in them."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
ENVIRONMENT = ROOT / ".cache" / "service" / "bin"
"""One environment for all generated services: `script/virtualenv .cache/service templates/requirements.lock`."""

SERVICES = {
    "minimal-service": "minimal.tusk",
    "user-service": "user-service.tusk",
    "full-service": "full.tusk",
    "inventory-service": "field-types.tusk",
    "guide-service": "guide.md",
}
"""Name of the service to generate -> the example that it is generated from."""


SERVERS = "tests/integration/test_server.py"
"""The part of a service's tests that starts servers, and that is the same whatever the service is about."""


def generate(name: str, spec: Path, output: Path) -> Path:
    """Run `scaffold new` and return the project's folder."""
    command = [sys.executable, "-m", "scaffold", "new", name, "--spec", str(spec), "--output", str(output)]
    done = subprocess.run([*command, "--no-git", "--no-input"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return output / name


def run_in(project: Path, *command: str, timeout: float = 500, **environment: str) -> str:
    """Run a program of the shared environment in a generated project; fail with its output if it fails."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "PYTEST_"))}
    variables |= {
        "PATH": f"{ENVIRONMENT}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(project / "src"),
        "VIRTUAL_ENV": str(ENVIRONMENT.parent),
    } | environment
    done = subprocess.run(
        command, cwd=project, env=variables, capture_output=True, text=True, timeout=timeout, check=False
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, f"{' '.join(command)} in {project.name}:\n{output}"
    return output


def lint(project: Path, cache: Path) -> None:
    """Run the linters and the type checker that the project's own CI runs."""
    run_in(project, "ruff", "check", "--no-cache", ".")
    run_in(project, "ruff", "format", "--no-cache", "--check", ".")
    run_in(project, "mypy", "--strict", "--cache-dir", str(cache))
