"""Whatever `check` takes is generated, passes its own gates and tests, and answers.

`SCAFFOLD_FUZZ=50` makes 200 specs, and every tenth of them meets all gates.
"""

import os
from pathlib import Path

import pytest

from scaffold.catalog import Catalog, load_catalog
from scaffold.render import render
from scaffold.spec import check
from scaffold.tusk import parse
from tests.generated.name_pool import name_pool
from tests.generated.random_specs import NAME, Sampler
from tests.generated.services import lint, run_in, run_tests

FUZZ = int(os.environ.get("SCAFFOLD_FUZZ", "1"))
EVERY = 10
"""So many specs there are for each one that meets all gates."""
OWN = (
    "tests/integration/test_resources.py",
    "tests/integration/test_lists.py",
    "tests/integration/test_migrations.py::test_tables_are_as_the_code_says",
    "tests/integration/test_problems.py::test_schema_describes_problems",
    "tests/unit/test_*_service.py",
)
"""Tests of the service that meet every entity, or the whole of its schema."""


@pytest.fixture(scope="module")
def sampler() -> Sampler:
    catalog = load_catalog()
    return Sampler(catalog, name_pool(catalog))


@pytest.mark.parametrize("seed", range(4 * FUZZ))
def test_a_spec_that_is_taken_makes_a_service_that_works(
    seed: int, sampler: Sampler, tmp_path: Path, mypy_cache: Path
) -> None:
    text = sampler.spec(seed)
    print(text)
    project = write_service(text, sampler.catalog, tmp_path / NAME)
    if seed % EVERY:
        run_in(project, "ruff", "check", "--no-cache", ".")
        run_in(project, "ruff", "format", "--no-cache", "--check", ".")
    else:
        lint(project, mypy_cache)
    thorough = FUZZ > 1 and seed % EVERY == 0
    own = [each for pattern in OWN for each in _expanded(project, pattern)]
    run_tests(project, "-x", "-p", "no:cacheprovider", *(() if thorough else own))


def _expanded(project: Path, pattern: str) -> list[str]:
    return [str(path.relative_to(project)) for path in project.glob(pattern)] or [pattern]


def write_service(text: str, catalog: Catalog, folder: Path) -> Path:
    """Write the files of a spec, which is free of errors."""
    spec = check(parse(text), catalog, name=NAME)
    assert not spec.has_errors
    for path, file in render(spec, catalog).files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)
        target.chmod(file.mode)
    return folder
