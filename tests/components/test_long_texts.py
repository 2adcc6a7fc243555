"""A text that PostgreSQL has no room for in an index is refused as a value, and is no failure of the service's."""

from pathlib import Path

import pytest

from tests.generated.services import generate, run_in

pytestmark = pytest.mark.components

SPEC = '[service_template]\ndatabase: "postgresql"\n[models]\nnote:\n  title: "string(10000), indexed"\n'
TEST = """
import secrets

async def test_text_that_no_index_holds(client):
    answer = await client.post("/notes", json={"title": secrets.token_hex(5000)})
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"] == "urn:problem:invalid-value"
    assert (await client.post("/notes", json={"title": "a" * 10000})).status_code == 201
"""


def test_text_that_no_index_holds(tmp_path: Path, database: str) -> None:
    spec = tmp_path / "spec.tusk"
    spec.write_text(SPEC)
    project = generate("note-service", spec, tmp_path)
    (project / "tests/integration/test_long.py").write_text(TEST)
    run_in(project, "pytest", "-q", "tests/integration/test_long.py", TEST_DATABASE_URL=database)
