"""A service in a folder whose name has what configuration files, shells and URLs take for signs of their own."""

from pathlib import Path

import pytest

from tests.generated.services import EXAMPLES, generate, run_in

FOLDER = "100% größe x"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd") / FOLDER
    folder.mkdir()
    return generate("minimal-service", EXAMPLES / "minimal.tusk", folder)


def test_alembic_writes_a_revision(project: Path) -> None:
    run_in(project, "alembic", "upgrade", "head")
    run_in(project, "alembic", "revision", "--autogenerate", "--rev-id", "0002", "-m", "by hand")
    text = (project / "src/minimal_service/migrations/versions/0002_by_hand.py").read_text()
    assert text.startswith('"""by hand.')
    assert "op." not in text.partition("def upgrade")[2], "the tables are as the code says"
    (project / "src/minimal_service/migrations/versions/0002_by_hand.py").unlink()


def test_it_tests_its_migrations(project: Path, tmp_path: Path) -> None:
    temporary = f"--basetemp={tmp_path}/%s"
    tests = "tests/integration/test_migrations.py"
    run_in(project, "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", temporary, tests)
