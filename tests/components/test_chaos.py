"""Clients at work while everything behind the service breaks: nothing acknowledged is lost, and nothing is done twice.

SCAFFOLD_CHAOS_SECONDS says how long, and SCAFFOLD_CHAOS_SEED how.
"""

import json
import os
import random
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.components import pgbouncer
from tests.components.clients import Crowd
from tests.components.faults import USER, Faults
from tests.components.missing import skipped_outside_ci
from tests.components.network import wait_for
from tests.components.pgbouncer import PgBouncer
from tests.components.postgres import Postgres, execute
from tests.components.running import Project, Running, ready

pytestmark = pytest.mark.components

SECONDS = float(os.environ.get("SCAFFOLD_CHAOS_SECONDS", "20"))
SEED = int(os.environ.get("SCAFFOLD_CHAOS_SEED", "0")) or random.randrange(1, 10**9)  # noqa: S311
CLIENTS = 16
POOL = 6
TIMEOUT = 1.5
LONGEST = 2 * TIMEOUT
BUSY_MACHINE = 5
"""Seconds that an answer may be late because others want the processor too."""

SESSIONS = f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{USER}'"  # noqa: S608
IN_TRANSACTION = f"{SESSIONS} AND state LIKE 'idle in transaction%'"
WAITING = f"{SESSIONS} AND wait_event_type = 'Lock'"


@pytest.fixture(params=["direct", "pooled"])
def pooler(request: pytest.FixtureRequest, database: str, mortal_postgres: Postgres) -> Iterator[PgBouncer | None]:
    with ExitStack() as stack, skipped_outside_ci():
        pooled = request.param == "pooled"
        yield stack.enter_context(pgbouncer.own_pooler(mortal_postgres)) if pooled else None


@pytest.fixture
def database(mortal_postgres: Postgres) -> str:
    return mortal_postgres.owned_by(USER)


def test_nothing_is_lost_and_nothing_done_twice(
    ledger: Project, mortal_postgres: Postgres, database: str, pooler: PgBouncer | None
) -> None:
    own = {"database_prepared_statements": "false"} if pooler else {}
    environment = ledger.settings(
        database_url=pooler.through(database) if pooler else database,
        database_pool_size=POOL,
        database_timeout=TIMEOUT,
        health_interval=1,
        health_timeout=TIMEOUT,
        **own,
    )
    faults = Faults(mortal_postgres, random.Random(SEED), LONGEST, pooler)  # noqa: S311
    with ready(ledger, environment) as service:
        with Crowd(service.url, CLIENTS, SEED) as crowd:
            faults.run(SECONDS)
            service.wait_for_status("/ready", 200, LONGEST + BUSY_MACHINE)
        report = crowd.report
        print(f"\nseed {SEED}, {SECONDS:g} s, slowest answer {report.slowest:.2f} s")
        print(f"answers: {dict(sorted(report.answers.items()))}\nfaults: {dict(sorted(faults.done.items()))}")

        assert not report.wrong, f"{len(report.wrong)} wrong answers:\n" + "\n".join(report.wrong[:20])
        assert report.answers.total() > CLIENTS * SECONDS / TIMEOUT
        assert report.slowest < TIMEOUT + BUSY_MACHINE
        assert_clean(service, mortal_postgres, pooler)


def assert_clean(service: Running, server: Postgres, pooler: PgBouncer | None) -> None:
    """No session too many, none that holds anything, and no exception in the log."""
    assert service.status("/ready") == 200
    assert int(execute(server.url, SESSIONS)) <= (pooler.connections if pooler else POOL + 1)

    def is_idle() -> bool:
        return all(int(execute(server.url, query)) == 0 for query in (IN_TRANSACTION, WAITING))

    # What was cancelled last may still be on its way to the server.
    wait_for(is_idle, seconds=LONGEST + BUSY_MACHINE, what="no session holds anything")
    lines = [json.loads(line) for line in service.printed().splitlines()]
    assert [line for line in lines if line["level"] in {"error", "critical"} or "exception" in line] == []
