"""Whether connections to PostgreSQL stay open between requests, as the spec says."""

from pathlib import Path

import pytest

from tests.components.network import wait_for
from tests.components.postgres import execute, new_database
from tests.components.running import Project, ready
from tests.generated.services import generate

pytestmark = pytest.mark.components

SPEC = """
[service_template]
database: "postgresql"
[service_performance]
connection_pooling: {}
[models]
note:
  text: "string(40)"
"""


@pytest.mark.parametrize("pooled", [True, False])
def test_connections_stay_open_where_they_should(
    *, pooled: bool, python: Path, postgres_server: str, tmp_path: Path
) -> None:
    spec = tmp_path / "spec.tusk"
    spec.write_text(SPEC.format(str(pooled).lower()))
    project = Project(generate("pool-service", spec, tmp_path), "pool_service", python)
    with new_database(postgres_server) as url:
        name = url.rpartition("/")[2]
        query = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608

        def is_open() -> bool:
            return execute(postgres_server, query) != "0"

        with ready(project, project.settings(database_url=url, health_interval=1000, drain_delay=0)) as service:
            made = service.post("/notes", {"text": "a"})
            assert made.status_code == 201
            assert [service.get(made.headers["Location"]).status_code for _ in range(5)] == [200] * 5
            wait_for(lambda: is_open() == pooled, seconds=5, what="connections are open, or not")
