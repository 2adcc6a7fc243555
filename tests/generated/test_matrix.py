"""Each pair of choices, in some service: it renders, compiles, lints and types."""

from pathlib import Path

import pytest

from scaffold.catalog import load_catalog
from tests.generated.pairs import Member, members
from tests.generated.services import generate, lint


@pytest.mark.parametrize("member", members(load_catalog()), ids=lambda member: str(member.name))
def test_a_member_of_the_matrix_is_clean(member: Member, tmp_path: Path, mypy_cache: Path) -> None:
    spec = tmp_path / "spec.tusk"
    spec.write_text(member.text)
    project = generate(member.name, spec, tmp_path)
    for path in project.rglob("*.py"):
        compile(path.read_text(), str(path), "exec")
    lint(project, mypy_cache)
