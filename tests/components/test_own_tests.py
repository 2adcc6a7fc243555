"""The service's own tests, contracts and coverage included, on a real PostgreSQL."""

import pytest

from tests.components.running import Project

pytestmark = pytest.mark.components


def test_pass_on_postgresql(project: Project, database: str) -> None:
    result = project.run("-m", "pytest", "-q", environment={"TEST_DATABASE_URL": database})
    assert result.returncode == 0, result.stdout[-5000:] + result.stderr[-2000:]
    # Proof that they did not fall back to SQLite.
