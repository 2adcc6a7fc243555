"""What `docker compose` makes of a generated service, and of the password that its README lets people make."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.generated.services import EXAMPLES, generate

COMPOSE = Path(sys.executable).with_name("docker-compose")


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate("user-service", EXAMPLES / "user-service.tusk", tmp_path_factory.mktemp("compose"))


@pytest.fixture
def project(generated: Path, tmp_path: Path) -> Path:
    for name in ("README.md", "compose.yaml", ".env.example"):
        shutil.copy(generated / name, tmp_path)
    return tmp_path


def compose(project: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Let compose read its file and `.env`."""
    variables = {name: value for name, value in os.environ.items() if name != "POSTGRES_PASSWORD"} | environment
    command = [str(COMPOSE), "config", "--format", "json"]
    return subprocess.run(command, cwd=project, env=variables, capture_output=True, text=True, check=False)


def make_password(project: Path) -> None:
    """Run what the README says, up to what starts the containers."""
    shown = (project / "README.md").read_text().partition("In containers")[2].split("\n\n")[1]
    lines = [line.removeprefix("    ") for line in shown.splitlines() if "docker compose" not in line]
    subprocess.run(["sh", "-euc", "\n".join(lines)], cwd=project, check=True)


@pytest.mark.parametrize("env", [None, "", "POSTGRES_PASSWORD=\n", ".env.example"])
def test_no_password_is_refused(project: Path, env: str | None) -> None:
    if env is not None:
        text = (project / env).read_text() if env.startswith(".") else env
        (project / ".env").write_text(text)
    done = compose(project)
    assert done.returncode != 0
    assert "POSTGRES_PASSWORD is missing a value: the README says how to make one" in done.stderr


def test_blank_variable_is_refused(project: Path) -> None:
    make_password(project)
    assert compose(project, POSTGRES_PASSWORD="").returncode != 0


@pytest.mark.parametrize("before", [None, "A=1", ".env.example"])
def test_password_of_the_readme_is_made_once_and_added(project: Path, before: str | None) -> None:
    kept = ""
    if before is not None:
        kept = (project / before).read_text() if before.startswith(".") else before
        (project / ".env").write_text(kept)
    make_password(project)
    made = (project / ".env").read_text()
    make_password(project)
    assert (project / ".env").read_text() == made
    assert made.startswith(kept)
    services = json.loads(compose(project).stdout)["services"]
    password = services["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert len(password) == 32
    assert f":{password}@postgres" in services["user-service"]["environment"]["DATABASE_URL"]
