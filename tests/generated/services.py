"""Generate services with the command that users type, and run programs in them."""

import os
import subprocess
import sys
from collections.abc import Mapping
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
    "gateway-service": "../tests/generated/gateway.tusk",
}
"""Name of the service to generate -> the example that it is generated from."""

NEEDED = {
    "TEST_DATABASE_URL": "needs a server",
    "TEST_REDIS_URL": "needs TEST_REDIS_URL",
    "PACT_BROKER_URL": "PACT_BROKER_URL is not set",
}
"""Variable of the environment -> the reason of the tests that are skipped without it."""


SERVERS = "tests/integration/test_server.py"
"""The part of a service's tests that starts servers, and that is the same whatever the service is about."""

SLOW = (SERVERS, "tests/integration/test_schema.py")
"""What takes most of the time: servers of their own, and invented requests."""

QUICK = tuple(f"--ignore={path}" for path in SLOW)
"""Leaves that out."""


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


def run_tests(project: Path, *arguments: str) -> str:
    """Run a project's own tests; fail if one fails, or is skipped for no reason that is known."""
    output = run_in(project, "python", "-m", "pytest", "-q", "-rs", *arguments)
    unknown = unknown_skips(output, os.environ)
    assert not unknown, "\n".join(unknown)
    return output


def unknown_skips(output: str, environment: Mapping[str, str]) -> list[str]:
    """Give what pytest's `-rs` says of skipped tests, but for those that need what is not there."""
    missing = {reason for variable, reason in NEEDED.items() if variable not in environment}
    skipped = (line for line in output.splitlines() if line.startswith("SKIPPED"))
    return [line for line in skipped if not line.endswith(tuple(missing))]


def lint(project: Path, cache: Path) -> None:
    """Run the linters and the type checker that the project's own CI runs."""
    run_in(project, "ruff", "check", "--no-cache", ".")
    run_in(project, "ruff", "format", "--no-cache", "--check", ".")
    run_in(project, "mypy", "--strict", "--cache-dir", str(cache))
