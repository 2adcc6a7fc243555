"""What goes wrong around a service, by chance: the same for the same seed."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.components.pgbouncer import PgBouncer
from tests.components.postgres import Postgres, execute, locked

USER = "app"
"""Whose sessions are ended."""

TABLES = ("ledger.entries", "ledger.idempotency_keys")
TERMINATE = f"""
SELECT count(pg_terminate_backend(pid))
FROM (SELECT pid FROM pg_stat_activity WHERE usename = '{USER}' {{which}}) AS found
"""  # noqa: S608

CALM = 1.2
"""Seconds at most between one fault and the next."""


@dataclass
class Faults:
    """Does one thing after another to a server, and to the pooler in front of it, if there is one."""

    server: Postgres
    chance: random.Random
    longest: float
    """Seconds that a fault may last: longer than the service waits."""
    pooler: PgBouncer | None = None
    done: Counter[str] = field(default_factory=Counter)

    def run(self, seconds: float) -> None:
        """Go on for so long; everything works again at the end."""
        end = time.monotonic() + seconds
        faults: list[Callable[[], None]] = [
            self.kill_one,
            self.kill_all,
            self.freeze,
            self.lock,
            self.lock,
            self.restart,
            self.crash,
        ]
        if self.pooler is not None:
            faults.append(self.restart_pooler)
        while time.monotonic() < end:
            fault = self.chance.choice(faults)
            self.done[fault.__name__] += 1
            fault()
            time.sleep(self.chance.uniform(0, CALM))
            self._supervise()
        if self.pooler is not None:
            time.sleep(self.longest)  # until the last client has given up
            self._supervise()

    def kill_one(self) -> None:
        """End one session, whatever it does."""
        self._terminate("ORDER BY random() LIMIT 1")

    def kill_all(self) -> None:
        """End every session."""
        self._terminate("")

    def _terminate(self, which: str) -> None:
        execute(self.server.url, TERMINATE.format(which=which))

    def freeze(self) -> None:
        """Let nothing answer, while connections stay open."""
        self.server.pause()
        try:
            self._wait()
        finally:
            self.server.resume()

    def lock(self) -> None:
        """Keep everybody from a table."""
        with locked(self.server.url_of(USER), self.chance.choice(TABLES)):
            self._wait()

    def restart(self) -> None:
        """Stop in order, and start."""
        self.server.stop()
        self._wait(0.3)
        self.server.start()

    def crash(self) -> None:
        """Stop as with a power failure, and start."""
        self.server.kill()
        self._wait(0.3)
        self.server.start()

    def restart_pooler(self) -> None:
        """End the pooler at once, and start another."""
        assert self.pooler is not None
        self.pooler.kill()
        self._wait(0.3)
        self.pooler.start()

    def _supervise(self) -> None:
        """Start a pooler that has ended by itself: version 1.18 does for a client that cancels while it connects."""
        if self.pooler is not None and self.pooler.has_ended():
            self.done["the pooler's own end"] += 1
            self.pooler.start()

    def _wait(self, share: float = 1) -> None:
        time.sleep(self.chance.uniform(0, self.longest * share))
