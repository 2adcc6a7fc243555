"""A generated service as a process of its own, on a loopback port."""

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

import httpx2

from tests.components.network import free_port, wait_for

START_SECONDS = 120
RUN_SECONDS = 900

VARIABLES = """
import json
from {package}.config import Settings
prefix = Settings.model_config.get("env_prefix") or ""
fields = Settings.model_fields.items()
print(json.dumps(dict((name, field.validation_alias or (prefix + name).upper()) for name, field in fields)))
"""


@dataclass(frozen=True)
class Project:
    """A generated service's folder, and the Python that has what it needs."""

    folder: Path
    package: str
    python: Path

    @cached_property
    def variables(self) -> dict[str, str]:
        """The environment variable of each setting, as the service's own code names them."""
        result = self.run("-c", VARIABLES.format(package=self.package))
        assert result.returncode == 0, result.stderr
        names: dict[str, str] = json.loads(result.stdout)
        return names

    def settings(self, **values: str | float) -> dict[str, str]:
        """An environment with these settings."""
        return {self.variables[name]: str(value) for name, value in values.items()}

    def run(
        self, *arguments: str, environment: Mapping[str, str] | None = None, given: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        """Run a Python command in the project's folder; what it printed is in the result. One that hangs is ended."""
        return subprocess.run(
            [str(self.python), *arguments],
            check=False,
            capture_output=True,
            text=True,
            input=given,
            cwd=self.folder,
            env={**self.environment(), **(environment or {})},
            timeout=RUN_SECONDS,
        )

    def environment(self) -> dict[str, str]:
        """This process's environment, with the programs and modules of the service first."""
        path = f"{self.python.parent}{os.pathsep}{os.environ['PATH']}"
        return {**os.environ, "PATH": path, "PYTHONPATH": str(self.folder / "src")}


@dataclass(frozen=True)
class Running:
    """A service that runs."""

    url: str
    process: "subprocess.Popen[bytes]"
    log: IO[bytes]

    def get(self, path: str, seconds: float = 10) -> httpx2.Response:
        """Send a GET on a connection of its own."""
        return httpx2.get(self.url + path, timeout=seconds)

    def post(self, path: str, body: object, seconds: float = 10) -> httpx2.Response:
        """Send a POST with a JSON body, on a connection of its own."""
        return httpx2.post(self.url + path, json=body, timeout=seconds)

    def status(self, path: str) -> int | None:
        """The status of a GET; None when nothing answers."""
        try:
            return self.get(path).status_code
        except httpx2.TransportError:
            return None

    def wait_for_status(self, path: str, status: int, seconds: float) -> float:
        """Wait until a GET answers so, and return the seconds that it took. Raises TimeoutError with the log's end."""

        def answers_or_ended() -> bool:
            return self.status(path) == status or self.process.poll() is not None

        try:
            took = wait_for(answers_or_ended, seconds=seconds, what=f"GET {path} answers {status}")
        except TimeoutError as error:
            error.add_note(self.printed()[-3000:])
            raise
        assert self.process.poll() is None, f"the service ended:\n{self.printed()[-3000:]}"
        return took

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        self.process.send_signal(signal.SIGTERM)

    def printed(self) -> str:
        """What it printed so far."""
        self.log.flush()
        return Path(self.log.name).read_text(errors="replace")


@contextmanager
def start(project: Project, environment: Mapping[str, str]) -> Iterator[Running]:
    """Start the service; it is killed at the end if it still runs."""
    port = free_port()
    own = project.settings(host="127.0.0.1", port=port)
    with tempfile.NamedTemporaryFile(prefix="service-", suffix=".log") as log:
        process = subprocess.Popen(
            [str(project.python), "-m", project.package],
            cwd=tempfile.gettempdir(),
            env={**project.environment(), **own, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Running(f"http://127.0.0.1:{port}", process, log)
        finally:
            process.kill()
            process.wait()


@contextmanager
def ready(project: Project, environment: Mapping[str, str]) -> Iterator[Running]:
    """Start the service and wait until it is ready."""
    with start(project, environment) as service:
        service.wait_for_status("/ready", 200, START_SECONDS)
        yield service
