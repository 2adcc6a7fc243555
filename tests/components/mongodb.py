"""A server that speaks MongoDB's protocol, for a test: of the environment, or one of our own that a test may kill.

Our own is SecantusDB, a replica set of one: MongoDB's server is on no package registry. It answers as MongoDB's
documentation says in all that a service asks of it, but that a collection which is renamed loses its
validator.
"""

import os
import shutil
import socket
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.components.missing import MissingComponentError
from tests.components.network import free_port
from tests.components.processes import ServerProcess, printed, start_server
from tests.generated.services import ROOT

URL_VARIABLE = "TEST_MONGODB_URL"
SERVER = ROOT / ".cache" / "mongodb" / "bin" / "secantusd-py"
START_SECONDS = 60


@dataclass
class Mongo(ServerProcess):
    """A server of our own on a loopback port, its data in `folder`."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Its URL, which names no database."""
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true"

    def start(self) -> None:
        """Start, and wait until it takes connections; what it acknowledges is on the disk."""
        if not SERVER.exists():
            raise MissingComponentError(f"A MongoDB server: set {URL_VARIABLE}, or run script/components.")
        settings = self.folder / "settings.toml"  # else it takes one that it finds on the machine
        settings.touch()
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--cache-size", "256M", "--sync-on-commit"]
        command: list[str | Path] = [SERVER, "--config", settings, "--storage-path", self.folder / "data", *options]
        self._process = start_server(command, self.folder, None, self.is_ready, seconds=START_SECONDS)

    def is_ready(self) -> bool:
        """Whether it takes connections."""
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def printed(self) -> str:
        """Its log."""
        return printed(self.folder)


@contextmanager
def own_server() -> Iterator[Mongo]:
    """A running server of our own, in a temporary folder, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="mongodb-"))
    server = Mongo(folder, free_port())
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server_url() -> Iterator[str]:
    """The URL of a server: of TEST_MONGODB_URL, else of one of our own."""
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield given
    else:
        with own_server() as server:
            yield server.url


def new_database(server: str) -> str:
    """The URL of a database on the server that nobody has used."""
    return urlunsplit(urlsplit(server)._replace(path=f"/test_{uuid.uuid4().hex[:12]}"))
