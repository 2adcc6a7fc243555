"""`scaffold new NAME` without a spec makes all that a service is promised to have; one line leaves a part out."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scaffold.catalog import Catalog, builtin_root, load_catalog
from scaffold.cli.starting import starting_document
from scaffold.render import render
from scaffold.spec import check
from tests.generated.services import run_in

ALWAYS = [
    "src/user_service/handlers/user.py",
    "src/user_service/services/user.py",
    "src/user_service/repositories/user.py",
    "src/user_service/models/user.py",
    "src/user_service/migrations/versions/0001_initial.py",
]
PARTS = {
    "Dockerfile": ("Dockerfile", 'deployment: "containerized"', 'deployment: "process"'),
    "compose": ("compose.yaml", '# local_development: "none"', 'local_development: "none"'),
    "CI": (".github/workflows/ci.yml", 'ci_cd: "automated"', 'ci_cd: "none"'),
    "consumer": ("tests/contract/test_consumer.py", "contract_tests: true", "contract_tests: false"),
    "provider": ("tests/contract/test_provider.py", "contract_tests: true", "contract_tests: false"),
    "layers": ("pyproject.toml: tool.importlinter", "loose_coupling: true", "loose_coupling: false"),
}
"""Name -> a file of that part, its line in the starter spec, and the line that leaves it out."""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def made(spec_file: Path | None, catalog: Catalog) -> set[str]:
    """Return the paths of a service's files, and the tools that its pyproject.toml sets up."""
    spec = check(starting_document(spec_file, catalog), catalog, name="user-service")
    assert not spec.has_errors, [each.message for each in spec.diagnostics]
    files = render(spec, catalog).files
    tools = tomllib.loads(files["pyproject.toml"].content.decode())["tool"]
    return {*files, *(f"pyproject.toml: tool.{name}" for name in tools)}


def test_a_service_without_a_spec_has_everything(catalog: Catalog) -> None:
    assert {*ALWAYS, *(file for file, _, _ in PARTS.values())} - made(None, catalog) == set()


@pytest.mark.parametrize("part", PARTS)
def test_one_line_leaves_a_part_out(part: str, catalog: Catalog, tmp_path: Path) -> None:
    text = (builtin_root() / "starter.tusk").read_text(encoding="utf-8")
    file, line, other = PARTS[part]
    assert text.count(line) == 1
    (tmp_path / "service.tusk").write_text(text.replace(line, other), encoding="utf-8")
    left = made(tmp_path / "service.tusk", catalog)
    assert file not in left
    assert set(ALWAYS) <= left


def test_its_contract_tests_pass(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scaffold", "new", "user-service", "--no-git", "--no-input"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    run_in(tmp_path / "user-service", "pytest", "-q", "tests/contract")
