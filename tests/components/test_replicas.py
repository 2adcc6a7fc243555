"""Several replicas start at once on an empty database: one migrates, the others wait for it."""

import re
from contextlib import ExitStack

import pytest

from tests.components.postgres import Postgres
from tests.components.running import START_SECONDS, Project, start

pytestmark = pytest.mark.components

REPLICAS = 3


def test_replicas_that_start_at_once_migrate_once(project: Project, mortal_postgres: Postgres) -> None:
    environment = project.settings(database_url=mortal_postgres.url)
    with ExitStack() as stack:
        replicas = [stack.enter_context(start(project, environment)) for _ in range(REPLICAS)]
        for replica in replicas:
            replica.wait_for_status("/ready", 200, START_SECONDS)
        created = [
            replica.post("/users", {"email": f"user{number}@example.com", "full_name": "Ada"}).status_code
            for number, replica in enumerate(replicas)
        ]
        stored = len(replicas[0].get("/users").json()["items"])

    assert created == [201] * REPLICAS
    assert len(re.findall(r"CREATE TABLE users\.users\b", mortal_postgres.printed())) == 1
    assert "ERROR" not in mortal_postgres.printed()
    assert stored == REPLICAS
