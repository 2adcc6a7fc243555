"""The examples, as services: each passes its own gates, untouched, right after it was generated."""

import json
from pathlib import Path

import pytest

from tests.generated.services import EXAMPLES, SERVERS, SERVICES, generate, lint, run_in, run_tests

MINIMUM_COVERAGE = 95
OF_OTHER_DATA = {"inventory-service", "guide-service"}
"""Those that differ from the rest in their data alone: what starts servers and measures is not done for them."""


@pytest.fixture(params=list(SERVICES))
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    name: str = request.param
    return generate(name, EXAMPLES / SERVICES[name], tmp_path)


def test_it_lints_and_types(project: Path, mypy_cache: Path) -> None:
    lint(project, mypy_cache)
    run_in(project, "pyright", "--pythonpath", str(Path(run_in(project, "which", "python").strip())))
    run_in(project, "lint-imports", "--no-cache")


def test_its_tests_pass_and_cover_it(project: Path) -> None:
    if project.name in OF_OTHER_DATA:
        run_tests(project, f"--ignore={SERVERS}")
        return
    run_tests(project, "--cov", "--cov-branch", "--cov-report=json")
    covered = json.loads((project / "coverage.json").read_text())["totals"]["percent_covered"]
    assert covered >= MINIMUM_COVERAGE
