"""Services with any subset of the features pass all their own tests and checks.

One is made by default; `SCAFFOLD_SUBSETS=20` makes twenty.
"""

import os
from pathlib import Path

import pytest

from scaffold.catalog import load_catalog
from tests.generated.pairs import Member, random_members
from tests.generated.services import generate, lint, run_in, run_tests

SUBSETS = int(os.environ.get("SCAFFOLD_SUBSETS", "1"))


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("member", random_members(load_catalog(), SUBSETS), ids=lambda member: str(member.name))
def test_a_subset_of_the_features_works(member: Member, tmp_path: Path, mypy_cache: Path) -> None:
    spec = tmp_path / "spec.tusk"
    spec.write_text(member.text)
    print(member.text)
    project = generate(member.name, spec, tmp_path)
    lint(project, mypy_cache)
    run_in(project, "pyright", "--pythonpath", run_in(project, "which", "python").strip())
    run_tests(project, "-x", "-p", "no:cacheprovider")
