"""A real Redis server of a test's own, which it may kill, freeze and fill."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.components.missing import MissingComponentError
from tests.components.network import free_port
from tests.components.processes import ServerProcess, start_server

START_SECONDS = 30


def program(*names: str) -> str:
    """The first of these programs that is installed. Raises MissingComponentError."""
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        raise MissingComponentError("Redis: install redis-server (script/components does).")
    return found


@dataclass
class Redis(ServerProcess):
    """A server on a loopback port, its data in `folder`; what it has answered is on disk."""

    folder: Path
    port: int
    options: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The URL of its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, and wait until it has read its files."""
        server = program("redis-server", "valkey-server")
        durable = ["--save", "", "--appendonly", "yes", "--appendfsync", "always"]
        place = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        command = [server, *place, *durable, *self.options]
        self._process = start_server(command, self.folder, None, self.is_ready, seconds=START_SECONDS)

    def is_ready(self) -> bool:
        """Whether it answers, and has read its files."""
        return self.cli("ping") == "PONG"

    def cli(self, *words: str) -> str:
        """Send a command, and return what is answered as text."""
        command = [program("redis-cli", "valkey-cli"), "-h", "127.0.0.1", "-p", str(self.port), *words]
        return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


@contextmanager
def own_server(*options: str) -> Iterator[Redis]:
    """A running server with these options, in a temporary folder, ended and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    server = Redis(folder, free_port(), options)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)
