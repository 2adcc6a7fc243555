"""PgBouncer in transaction mode: each transaction of a client may run on another connection to the server."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.components.missing import MissingComponentError
from tests.components.network import free_port
from tests.components.postgres import Postgres, execute, unprivileged_user
from tests.components.processes import printed, start_server

PROGRAM_VARIABLE = "TEST_PGBOUNCER"
"""Names another program than the one of PATH."""

PREPARES = (1, 21)
"""The first version that follows prepared statements from one connection to another."""

CONNECTIONS = 3
"""To the server: few, so that clients do change theirs from one transaction to the next."""

START_SECONDS = 10

CONFIGURATION = """
[databases]
* = host=127.0.0.1 port={server.port}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
admin_users = admin
pool_mode = transaction
max_client_conn = 1000
default_pool_size = {connections}
server_login_retry = 1
query_wait_timeout = 30
"""


def program() -> str:
    """The program. Raises MissingComponentError."""
    found = shutil.which(os.environ.get(PROGRAM_VARIABLE, "pgbouncer"), path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        raise MissingComponentError(f"PgBouncer: set {PROGRAM_VARIABLE}, or install it (script/components does).")
    return found


def version() -> tuple[int, int]:
    """The program's version."""
    printed = subprocess.run([program(), "--version"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"(\d+)\.(\d+)", printed)
    assert found is not None, printed
    return int(found[1]), int(found[2])


@dataclass
class PgBouncer:
    """A pooler of our own in front of a server of our own."""

    folder: Path
    server: Postgres
    port: int = field(default_factory=free_port)
    connections: int = CONNECTIONS
    prepared_statements: int = 0
    """How many it follows for each connection; it knows how to from version `PREPARES` on."""
    _process: "subprocess.Popen[bytes] | None" = None

    def through(self, url: str) -> str:
        """The URL of the server's database through the pooler."""
        parts = urlsplit(url)
        return parts._replace(netloc=f"{parts.username}@127.0.0.1:{self.port}").geturl()

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        configuration = CONFIGURATION.format(
            server=self.server, port=self.port, folder=self.folder, connections=self.connections
        )
        if version() >= PREPARES:
            configuration += f"max_prepared_statements = {self.prepared_statements}\n"
        (self.folder / "pgbouncer.ini").write_text(configuration)
        users = execute(self.server.url, "SELECT rolname FROM pg_roles WHERE rolcanlogin").splitlines()
        (self.folder / "users").write_text("".join(f'"{user}" ""\n' for user in [*users, "admin"]))
        command = [program(), "pgbouncer.ini"]
        self._process = start_server(command, self.folder, unprivileged_user(), self._answers, seconds=START_SECONDS)

    def printed(self) -> str:
        """Its log."""
        return printed(self.folder)

    def has_ended(self) -> bool:
        """Whether it has ended, though nobody wanted it to."""
        return self._process is not None and self._process.poll() is not None

    def kill(self) -> None:
        """End it at once: its clients' connections break."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            execute(f"postgresql://admin@127.0.0.1:{self.port}/pgbouncer", "SHOW VERSION")
        except subprocess.CalledProcessError:
            return False
        return True


@contextmanager
def own_pooler(server: Postgres, *, prepared_statements: int = 0) -> Iterator[PgBouncer]:
    """A running pooler in a temporary folder; every user that the server has by now may connect."""
    folder = Path(tempfile.mkdtemp(prefix="pgbouncer-"))
    user = unprivileged_user()
    if user is not None:
        shutil.chown(folder, user)
    pooler = PgBouncer(folder, server, prepared_statements=prepared_statements)
    try:
        pooler.start()
        yield pooler
    finally:
        pooler.kill()
        shutil.rmtree(folder)
