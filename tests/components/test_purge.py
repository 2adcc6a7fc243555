"""Millions of kept answers that have expired are forgotten while requests go on."""

import os
import time

import pytest

from tests.components.kinds import RequestsOfEachKind, assert_done
from tests.components.network import wait_for
from tests.components.postgres import Postgres, execute
from tests.components.running import Project, ready

pytestmark = pytest.mark.components

EXPIRED = 2_000_000 if os.environ.get("SCAFFOLD_LONG_TESTS") else 50_000
ROWS_A_SECOND = 3_000
"""As fast as a busy machine is, at the least."""

STORE = f"""
INSERT INTO users.idempotency_keys (scope, digest, answer, created_at)
SELECT md5(n::text), 'digest', '{{}}', now() - interval '2 days' FROM generate_series(1, {EXPIRED}) AS n;
INSERT INTO users.idempotency_keys (scope, digest, answer, created_at) VALUES ('young', 'digest', '{{}}', now());
ANALYZE users.idempotency_keys;
CREATE TABLE users.purges (rows bigint);
CREATE FUNCTION users.count() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO users.purges SELECT count(*) FROM gone; RETURN NULL; END $$;
CREATE TRIGGER count AFTER DELETE ON users.idempotency_keys
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION users.count()
"""  # noqa: S608
BATCH = 10_000
"""Rows that one transaction may remove at the most: they are locked until it ends."""

LEFT = "SELECT count(*) FROM users.idempotency_keys WHERE created_at < now() - interval '1 day'"


def test_purge_ends_and_disturbs_nobody(project: Project, mortal_postgres: Postgres) -> None:
    database = mortal_postgres.owned_by("app")
    environment = project.settings(database_url=database, database_timeout=5)
    migrated = project.run("-m", project.package, "migrate", environment=environment)
    assert migrated.returncode == 0, migrated.stderr
    execute(database, STORE)

    started, slowest = time.monotonic(), 0.0
    with ready(project, environment) as service:
        requests = RequestsOfEachKind.prepare(service)

        def nothing_is_left() -> bool:
            nonlocal slowest
            answers = requests.send("get", "list", "post", "post with key", "patch")
            assert_done(answers)
            slowest = max(slowest, *(answer.seconds for answer in answers.values()))
            return execute(database, LEFT) == "0"

        wait_for(nothing_is_left, seconds=30 + EXPIRED / ROWS_A_SECOND, what="what has expired is forgotten")
        print(f"\n{EXPIRED} in {time.monotonic() - started:.1f} s, slowest answer meanwhile {slowest:.2f} s")
        assert_done(requests.send())
        assert '"level": "error"' not in service.printed()
    assert execute(database, "SELECT count(*) FROM users.idempotency_keys WHERE scope = 'young'") == "1"
    assert int(execute(database, "SELECT max(rows) FROM users.purges")) <= BATCH
