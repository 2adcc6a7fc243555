"""A real Consul: one server in memory, which forgets all when it ends."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from tests.components.go_programs import built
from tests.components.network import free_port, wait_for
from tests.components.processes import ServerProcess, start_server

MODULE = Path(__file__).with_name("consul_module")
"""What pins it and all that it is made of: the newest line under the MPL."""
VERSION = "1.14.11"
START_SECONDS = 60


def program() -> Path:
    """The path of Consul. If it is missing, SCAFFOLD_CONSUL lets Go build it for minutes; else the test is skipped."""
    return built("consul", VERSION, MODULE, "github.com/hashicorp/consul", takes="minutes")


@dataclass
class ConsulServer(ServerProcess):
    """A Consul of the test's own on loopback ports."""

    folder: Path
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """The URL of its API."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it has a leader."""
        ports = {"dns": free_port(), "server": free_port(), "serf-lan": free_port(), "serf-wan": free_port()}
        given = [f"-{name}-port={port}" for name, port in ports.items()]
        fixed = ["-bind=127.0.0.1", "-client=127.0.0.1", "-grpc-port=-1", "-grpc-tls-port=-1", "-log-level=warn"]
        quiet = ["-disable-host-node-id", "-hcl", "disable_update_check = true"]
        command: list[str | Path] = [
            program(),
            "agent",
            "-dev",
            "-node=one",
            f"-http-port={self.port}",
            *given,
            *fixed,
            *quiet,
        ]
        self._process = start_server(command, self.folder, None, self._answers, seconds=START_SECONDS)
        wait_for(lambda: bool(self.get("/v1/status/leader")), seconds=START_SECONDS, what="Consul has a leader")

    def get(self, path: str) -> Any:
        """What it answers."""
        return httpx2.get(self.url + path, timeout=5).raise_for_status().json()

    def states(self, service: str) -> Mapping[int, set[str]]:
        """The states of the checks of each replica of a service, by its port."""
        entries = self.get(f"/v1/health/service/{service}")
        return {
            entry["Service"]["Port"]: {check["Status"] for check in entry["Checks"] if check["ServiceID"]}
            for entry in entries
        }

    def _answers(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/v1/status/leader", timeout=2).is_success
        except httpx2.TransportError:
            return False


@contextmanager
def own_consul() -> Iterator[ConsulServer]:
    """A running Consul of our own, ended at the end."""
    program()
    with tempfile.TemporaryDirectory(prefix="consul-") as folder:
        server = ConsulServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.kill()
