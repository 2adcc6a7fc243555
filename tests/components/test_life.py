"""The full life of a service on PostgreSQL: the rows of each day survive what comes after, and the way back."""

import json
from pathlib import Path

import pytest

from tests.components.postgres import execute
from tests.components.running import Project
from tests.generated.life import STEPS, Life

pytestmark = pytest.mark.components

MIGRATE = """
import asyncio, sys
from {package}.config import load_settings
from {package}.migrations.runner import migrate
asyncio.run(migrate(load_settings(), sys.argv[1], direction=sys.argv[2]))
"""

HISTORY = """
import json
from pathlib import Path
from alembic.config import Config
from alembic.script import ScriptDirectory
import {package}.migrations
config = Config()
config.set_main_option("script_location", str(Path({package}.migrations.__file__).parent))
print(json.dumps([each.revision for each in ScriptDirectory.from_config(config).walk_revisions()][::-1]))
"""

SCHEMA = "users"

TEAM = """
INSERT INTO users.teams (id, version, created_at, updated_at, name, founded)
SELECT gen_random_uuid(), 1, now(), now(), 'team ' || count(*), DATE '2020-01-01' + count(*)::int FROM users.teams
"""

USER = """
INSERT INTO users.users (id, version, created_at, updated_at, email, full_name, team_id)
SELECT gen_random_uuid(), 1, now(), now(), founded || '@example.org', 'User of ' || name, id
FROM users.teams ORDER BY name DESC LIMIT 1
"""

USER_WITH_STATUS = """
INSERT INTO users.users (id, version, created_at, updated_at, email, full_name, team_id, nickname, status)
SELECT gen_random_uuid(), 1, now(), now(), founded || '@example.org', 'User of ' || name, id, 'nick', 'blocked'
FROM users.teams ORDER BY name DESC LIMIT 1
"""

ROWS = """
SELECT t.*, u.id, u.version, u.created_at, email, full_name, team_id
FROM users.users u JOIN users.teams t ON t.id = team_id ORDER BY name
"""

SCHEMAS = "SELECT table_schema FROM information_schema.tables WHERE table_name = 'users'"
HAS_STATUS = "SELECT count(*) FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'status'"
STATUS = "SELECT DISTINCT status FROM users.users ORDER BY status"


class Database:
    """The service's database, and the rows that were put into it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._rows: list[str] = []

    def insert(self) -> None:
        """Add a team, and a user in it."""
        execute(self.url, TEAM)
        execute(self.url, USER_WITH_STATUS if execute(self.url, HAS_STATUS) == "1" else USER)
        before, self._rows = self._rows, execute(self.url, ROWS).splitlines()
        assert [*before, self._rows[-1]] == self._rows

    def check(self) -> None:
        """Fail unless every row is there, with its values, in the one schema that the service has ever had."""
        assert execute(self.url, ROWS).splitlines() == self._rows
        assert execute(self.url, SCHEMAS) == SCHEMA


def test_life(tmp_path: Path, python: Path, database: str) -> None:
    life, stored = Life(tmp_path), Database(database)
    known = migrate(life, python, database)
    for step in STEPS:
        stored.insert()
        step(life)
        chain = migrate(life, python, database)
        stored.check()
        added = chain[len(known) :]
        assert chain[: len(known)] == known, "what has shipped stays"
        assert bool(added) == (step in {Life.edited_by_hand, Life.entity_added})
        if added:
            migrate(life, python, database, known[-1], "down")
            stored.check()
            migrate(life, python, database)
            stored.check()
        known = chain
    assert execute(database, STATUS).split() == ["active", "blocked"]
    assert known[:2] == ["0001", "7a1f"]
    own_tests(life, python, database)


def migrate(life: Life, python: Path, url: str, revision: str = "head", direction: str = "up") -> list[str]:
    """Migrate with the service's own code, and return its revisions in order."""
    project = Project(life.project, life.package, python)
    environment = {"DATABASE_URL": url}
    code = MIGRATE.format(package=life.package)
    done = project.run("-c", code, revision, direction, environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    told = project.run("-c", HISTORY.format(package=life.package))
    assert told.returncode == 0, told.stderr
    revisions: list[str] = json.loads(told.stdout)
    return revisions


def own_tests(life: Life, python: Path, url: str) -> None:
    """Run the service's own tests of its migrations and its tables on the server."""
    paths = [
        "tests/integration/test_migrations.py",
        "tests/integration/test_table.py",
        "tests/integration/test_lists.py",
    ]
    project = Project(life.project, life.package, python)
    done = project.run("-m", "pytest", "-q", *paths, environment={"TEST_DATABASE_URL": url})
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
