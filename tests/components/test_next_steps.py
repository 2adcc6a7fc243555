"""What a team adds to a service passes its tests on a real PostgreSQL, and its query of documents on MongoDB."""

from pathlib import Path

import pytest

from tests.generated.next_steps.edits import TESTS, with_next_steps
from tests.generated.next_steps.messages import DOCUMENT_TESTS, with_document_query
from tests.generated.services import run_in

pytestmark = pytest.mark.components


def test_next_steps_on_postgresql(database: str, tmp_path: Path) -> None:
    run_in(with_next_steps(tmp_path), "pytest", "-q", TESTS, TEST_DATABASE_URL=database)


def test_query_of_documents(mongodb_server: str, tmp_path: Path) -> None:
    run_in(with_document_query(tmp_path), "pytest", "-q", DOCUMENT_TESTS, TEST_DATABASE_URL=mongodb_server)
