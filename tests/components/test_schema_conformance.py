"""schemathesis finds no request that the running service answers against its own OpenAPI schema."""

from pathlib import Path

import pytest

from tests.components.running import Project, ready

pytestmark = pytest.mark.components

EXAMPLES = "40"


def test_schemathesis_finds_no_failure(project: Project, database: str, tmp_path: Path) -> None:
    with ready(project, project.settings(database_url=database)) as service:
        schema = f"{service.url}/openapi.json"
        options = ["--max-examples", EXAMPLES, "--seed", "20260101", "--no-color"]
        result = project.run("-m", "schemathesis.cli", "run", schema, *options)
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
