"""A real schema registry with the API of Confluent's: Apicurio, which refuses what is not compatible."""

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from tests.components.maven import JAVA, installed, java, maven
from tests.components.network import free_port
from tests.components.processes import start_server

VERSION = "3.0.9"
"""The newest for Java 17."""
START_SECONDS = 120
RULES = ("-Dapicurio.rules.global.compatibility=FULL", "-Dapicurio.rules.global.validity=FULL")


@dataclass
class SchemaRegistry:
    """A registry of our own on a loopback port, which forgets all when it ends."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The URL of Confluent's API."""
        return f"http://127.0.0.1:{self.port}/apis/ccompat/v7"

    def start(self) -> None:
        """Start, and wait until it answers."""
        home = installed(f"schema-registry-tests-{VERSION}", install)
        options = [f"-Dquarkus.http.port={self.port}", "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.log.level=WARN"]
        program = home / f"apicurio-registry-app-{VERSION}-runner.jar"
        command: list[str | Path] = [java(), *JAVA, "-Xmx384m", *options, *RULES, "-jar", program]
        self._process = start_server(command, self.folder, None, self.answers, seconds=START_SECONDS)

    def answers(self) -> bool:
        """Whether it answers."""
        try:
            return httpx2.get(f"{self.url}/subjects", timeout=2).is_success
        except httpx2.TransportError:
            return False

    def subjects(self) -> list[str]:
        """What it has schemas of."""
        found: list[str] = httpx2.get(f"{self.url}/subjects", timeout=10).json()
        return sorted(found)

    def kill(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def install(home: Path) -> None:
    """Fetch the registry."""
    artifact = f"io.apicurio:apicurio-registry-app:{VERSION}:tar.gz:all"
    maven("dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={home / 'fetched'}", folder=home)
    with tarfile.open(next((home / "fetched").glob("*.tar.gz"))) as archive:
        archive.extractall(home, filter="data")
    shutil.rmtree(home / "fetched")


@contextmanager
def own_registry() -> Iterator[SchemaRegistry]:
    """A running registry of our own, stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="registry-") as folder:
        registry = SchemaRegistry(Path(folder))
        try:
            registry.start()
            yield registry
        finally:
            registry.kill()
