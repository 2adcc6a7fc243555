"""The service's own tests, contracts and coverage included, on a real PostgreSQL."""

import pytest

from tests.components.running import Project
from tests.generated.services import unknown_skips

pytestmark = pytest.mark.components


def test_pass_on_postgresql(project: Project, database: str) -> None:
    environment = {"TEST_DATABASE_URL": database}
    result = project.run("-m", "pytest", "-q", "-rs", environment=environment)
    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]
    assert unknown_skips(result.stdout, environment) == []
    # Proof that they did not fall back to SQLite.
