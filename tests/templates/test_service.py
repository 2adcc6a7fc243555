"""What the prepared texts make: models that refuse what they must, tables that keep every value, on both databases."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.components.missing import skipped_outside_ci
from tests.components.postgres import new_database, server_url
from tests.templates.entities import entities, entity
from tests.templates.rendering import write_service

ROOT = Path(__file__).resolve().parents[2]
PYTHON = Path(os.environ.get("SERVICE_PYTHON", ROOT / ".cache/service/bin/python"))
CHECKS = Path(__file__).parent / "probe" / "service_checks.py"
CONFIGURATION = """\
[tool.ruff]
line-length = 100
target-version = "py311"
lint.select = ["A", "ANN", "ARG", "B", "D2", "E", "F", "FURB", "I", "N8", "PIE", "PYI", "RET", "RUF", "SIM", "UP", "W"]
lint.ignore = ["D203", "D213"]
[tool.mypy]
strict = true
plugins = ["pydantic.mypy"]
mypy_path = "src"
explicit_package_bases = true
[tool.pytest.ini_options]
pythonpath = ["src", "."]
addopts = "-p no:asyncio -p no:cacheprovider"
filterwarnings = ["error"]
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service")
    write_service(folder, entities())
    (folder / "pyproject.toml").write_text(CONFIGURATION)
    shutil.copy(CHECKS, folder / "test_service.py")
    return folder


@pytest.fixture(scope="module")
def python() -> Path:
    if not PYTHON.exists():
        pytest.fail("make the services' environment: script/virtualenv .cache/service templates/requirements.lock")
    return PYTHON


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with skipped_outside_ci(), server_url() as server, new_database(server) as url:
        yield url


def run(command: list[str | Path], folder: Path, **variables: str) -> None:
    environment = {**os.environ, **variables}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_models_and_sqlite(service: Path, python: Path) -> None:
    run(
        [python, "-m", "pytest", "-q", "-x", "--deselect", "test_service.py::test_postgresql_keeps_every_value"],
        service,
    )


def test_postgresql(service: Path, python: Path, database: str) -> None:
    check = "test_service.py::test_postgresql_keeps_every_value"
    run([python, "-m", "pytest", "-q", "-x", check], service, TEST_DATABASE_URL=database)


def test_the_code_is_formatted_and_free_of_faults(service: Path) -> None:
    ruff = [sys.executable, "-m", "ruff"]
    run([*ruff, "format", "--no-cache", "--diff", "src", "migration.py"], service)
    run([*ruff, "check", "--no-cache", "src"], service)


def test_the_code_is_typed(service: Path, python: Path) -> None:
    run([python, "-m", "mypy", "--cache-dir", os.devnull, "src"], service)


@pytest.mark.parametrize("text", ["bool", "enum(a, b)", "decimal(5, 2)", "int", "date", "url", "json"])
def test_one_type_alone_imports_only_what_it_needs(tmp_path: Path, text: str) -> None:
    write_service(tmp_path, (entity("thing", {"x": text}),))
    (tmp_path / "pyproject.toml").write_text(CONFIGURATION)
    fields = "src/user_service/models/fields.py"
    run([sys.executable, "-m", "ruff", "format", "--no-cache", "--diff", fields], tmp_path)
    run([sys.executable, "-m", "ruff", "check", "--no-cache", fields], tmp_path)
