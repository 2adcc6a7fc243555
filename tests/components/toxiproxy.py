"""A real Toxiproxy: a proxy between two services, whose faults are switched while they talk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.components.go_programs import built
from tests.components.network import free_port
from tests.components.processes import start_server

MODULE = Path(__file__).with_name("toxiproxy_module")
VERSION = "2.5.0"
PACKAGE = "github.com/Shopify/toxiproxy/v2/cmd/server"
START_SECONDS = 20


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Run one; give the URL of its API."""
    program, port = built("toxiproxy", VERSION, MODULE, PACKAGE, takes="half a minute"), free_port()
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return httpx2.get(f"{url}/version").is_success
        except httpx2.TransportError:
            return False

    command: list[str | Path] = [program, "-host", "127.0.0.1", "-port", str(port)]
    process = start_server(command, folder, None, answers, seconds=START_SECONDS)
    try:
        yield url
    finally:
        process.kill()
        process.wait()
