"""A real PostgreSQL server for a test: of the environment's URL, or one of our own that a test may kill."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.components.missing import MissingComponentError
from tests.components.network import free_port
from tests.components.processes import ServerProcess, identity, printed, start_server

URL_VARIABLE = "TEST_POSTGRES_URL"
START_SECONDS = 30
COLLATION = ("--locale-provider=icu", "--icu-locale=en-US")
"""The order of texts as people expect it, such as servers in production have, whatever this machine's is."""


def binaries() -> Path:
    """The folder of `initdb` and `postgres`: of PATH, else Debian's newest. Raises MissingComponentError."""
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[4]))
    if not installed:
        raise MissingComponentError(f"PostgreSQL: set {URL_VARIABLE}, or install it (script/components does).")
    return installed[-1].parent


def unprivileged_user() -> str | None:
    """Who runs the server: PostgreSQL refuses root. None means that we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@dataclass
class Postgres(ServerProcess):
    """A server of our own on a loopback port, its data in `folder`."""

    folder: Path
    port: int
    user: str | None = field(default_factory=unprivileged_user)
    settings: Mapping[str, str] = field(default_factory=dict)
    """What `postgresql.conf` would say, besides what every server of ours has."""

    @property
    def url(self) -> str:
        """The URL of its maintenance database; trust authentication, so it holds no password."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """The URL of a database, for the superuser."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def owned_by(self, user: str) -> str:
        """Make a user who is no superuser, and a database of the user's; return the URL that the user connects with."""
        execute(self.url, f"CREATE ROLE {user} LOGIN")
        execute(self.url, f"CREATE DATABASE {user} OWNER {user}")
        return f"postgresql://{user}@127.0.0.1:{self.port}/{user}"

    def initialise(self) -> None:
        """Make the data folder."""
        if self.user is not None:
            shutil.chown(self.folder, self.user)
        options = ["-A", "trust", "-U", "postgres", "-E", "UTF8", *COLLATION, "--no-sync"]
        self._run("initdb", "-D", str(self.data), *options)

    def start(self) -> None:
        """Start, and wait until it takes connections."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "log_statement": "ddl",
            **self.settings,
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command: list[str | Path] = [binaries() / "postgres", "-D", self.data, "-p", str(self.port), *options]
        self._process = start_server(command, self.folder, self.user, self.is_ready, seconds=START_SECONDS)

    def is_ready(self) -> bool:
        """Whether it takes connections."""
        probe = [str(binaries() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(probe, check=False).returncode == 0

    def kill(self) -> None:
        """End it at once, as a power failure would: the server and all its backends."""
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Shut down in the fast mode: sessions are ended, data is written."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(START_SECONDS)
            self._process = None

    def printed(self) -> str:
        """Its log; statements that define data are in it."""
        return printed(self.folder)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        for process in (self._process.pid, *_children(self._process.pid)):
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def _run(self, program: str, *arguments: str) -> None:
        result = subprocess.run(
            [str(binaries() / program), *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd=self.folder,
            **identity(self.user),
        )
        if result.returncode != 0:
            raise RuntimeError(f"{program} failed: {result.stderr}")


def _children(parent: int) -> list[int]:
    return [
        int(child) for task in Path(f"/proc/{parent}/task").glob("*/children") for child in task.read_text().split()
    ]


@contextmanager
def own_server(**settings: str) -> Iterator[Postgres]:
    """A running server of our own with these settings, in a temporary folder, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    server = Postgres(folder, free_port(), settings=settings)
    try:
        server.initialise()
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)


@contextmanager
def server_url() -> Iterator[str]:
    """The URL of a server: of TEST_POSTGRES_URL, else of one of our own."""
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield given
    else:
        with own_server() as server:
            yield server.url


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """The URL of an empty database on the server, dropped at the end."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    execute(server, f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def execute(url: str, statement: str) -> str:
    """Run a statement with psql and return its rows, one a line, columns parted by `|`."""
    command = [str(binaries() / "psql"), url, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement]
    rows: str = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return rows.strip()


@contextmanager
def locked(url: str, *tables: str) -> Iterator[None]:
    """Keep everybody else from the tables: no row of them can be read or written."""
    command = [str(binaries() / "psql"), url, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    session = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert session.stdin is not None
    assert session.stdout is not None
    try:
        session.stdin.write(f"BEGIN; LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE; SELECT 'locked';\n")
        session.stdin.flush()
        assert session.stdout.readline() == "locked\n"
        yield
    finally:
        session.kill()
        session.communicate()
