"""What a team adds to a service passes its tests on a real PostgreSQL too."""

from pathlib import Path

import pytest

from tests.generated.next_steps.edits import TESTS, with_next_steps
from tests.generated.services import run_in

pytestmark = pytest.mark.components


def test_next_steps_on_postgresql(database: str, tmp_path: Path) -> None:
    run_in(with_next_steps(tmp_path), "pytest", "-q", TESTS, TEST_DATABASE_URL=database)
