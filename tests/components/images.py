"""Container images built by buildah and run by podman, in a storage of their own under `.cache/`."""

import ast
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.components.base_image import CERTIFICATES, interpreter, make_root
from tests.components.missing import MissingComponentError

NEEDED = ("buildah", "podman", "runc", "debootstrap")
PIP_KEYS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "default-timeout")


@dataclass(frozen=True)
class Engine:
    """An image store in `folder`, and the programs that work on it."""

    folder: Path

    @classmethod
    def prepare(cls, folder: Path) -> "Engine":
        """Configure the store. Raises MissingComponentError where a program is not installed."""
        missing = [program for program in NEEDED if shutil.which(program) is None]
        if missing:
            raise MissingComponentError(f"{', '.join(missing)} not found: script/components installs them.")
        folder.mkdir(parents=True, exist_ok=True)
        engine = cls(folder)
        engine._configure()
        return engine

    def ensure_base(self, name: str, python: str) -> None:
        """Make the stand-in for the base image `name` unless the store has it."""
        image = f"localhost/{name}"
        if self._call("buildah", "images", "--quiet", "--filter", f"reference={image}").strip():
            return
        with tempfile.TemporaryDirectory(prefix="root-", dir=self.folder) as root:
            make_root(Path(root), interpreter(python))
            container = self._call("buildah", "from", "scratch").strip()
            self._call("buildah", "add", "--quiet", container, root, "/")
            self._call("buildah", "config", "--env", "PATH=/usr/local/bin:/usr/bin:/bin", container)
            self._call("buildah", "commit", "--quiet", "--disable-compression", "--rm", container, image)

    def build(self, context: Path, tag: str) -> int:
        """Build the Dockerfile in `context`, pulling nothing; returns the image's size in bytes."""
        with tempfile.NamedTemporaryFile("w", suffix=".conf", dir=self.folder) as configuration:
            configuration.write(_pip_configuration())
            configuration.flush()
            options = ["--pull-never", "--isolation", "chroot", "--network", "host", "--format", "docker"]
            mount = f"{configuration.name}:/etc/pip.conf:ro"
            self._call("buildah", "bud", *options, "--volume", mount, "--tag", tag, str(context))
        size: int = self.inspect("image", tag)["Size"]
        return size

    @contextmanager
    def running(self, tag: str, *, environment: Mapping[str, str], options: Sequence[str]) -> Iterator["Container"]:
        """Run the image on the host's network; removed at the end."""
        name = f"component-{uuid.uuid4().hex[:8]}"
        variables = [word for key, value in environment.items() for word in ("--env", f"{key}={value}")]
        # Without systemd no timer can run the health check: a test runs it by hand.
        fixed = ["--detach", "--name", name, "--network", "host", "--health-interval", "disable"]
        try:
            self.podman("run", *fixed, *options, *variables, tag)
            yield Container(self, name)
        finally:
            self.podman("rm", "--force", "--time", "0", "--ignore", name)

    def remove(self, tag: str) -> None:
        """Remove an image that was built."""
        self.podman("rmi", "--force", tag)

    def inspect(self, kind: Literal["image", "container"], name: str) -> dict[str, Any]:
        """What podman knows of it."""
        found: list[dict[str, Any]] = json.loads(self.podman("inspect", "--type", kind, name))
        return found[0]

    def podman(self, *arguments: str) -> str:
        """Run podman and return what it printed."""
        return self._call("podman", *arguments)

    def _call(self, *command: str) -> str:
        result = subprocess.run(command, check=False, capture_output=True, text=True, env=self._environment())
        if result.returncode != 0:
            raise RuntimeError(f"{' '.join(command[:2])} failed:\n{(result.stdout + result.stderr)[-4000:]}")
        return result.stdout

    def _environment(self) -> dict[str, str]:
        files = {
            "CONTAINERS_STORAGE_CONF": "storage.conf",
            "CONTAINERS_CONF": "containers.conf",
            "CONTAINERS_REGISTRIES_CONF": "registries.conf",
            "REGISTRY_AUTH_FILE": "auth.json",
        }
        return {**os.environ, **{variable: str(self.folder / name) for variable, name in files.items()}}

    def _configure(self) -> None:
        limit = min(4096, resource.getrlimit(resource.RLIMIT_NPROC)[1])
        limits = json.dumps(["nofile=4096:4096", f"nproc={limit}:{limit}"])
        texts = {
            "storage.conf": (
                f'[storage]\ndriver = "overlay"\nrunroot = "{self.folder}/run"\ngraphroot = "{self.folder}/graph"\n'
            ),
            "containers.conf": (
                f"[containers]\ndefault_ulimits = {limits}\n"
                '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\nruntime = "runc"\n'
                '[network]\nnetwork_backend = "netavark"\n'
            ),
            "registries.conf": "unqualified-search-registries = []\n",
            "auth.json": "{}\n",
        }
        for name, text in texts.items():
            (self.folder / name).write_text(text)


@dataclass(frozen=True)
class Container:
    """A container that runs."""

    engine: Engine
    name: str

    def run(self, *command: str, user: str | None = None) -> str:
        """Run a command inside and return what it printed. Raises RuntimeError if it fails."""
        return self.engine.podman("exec", *(("--user", user) if user else ()), self.name, *command)

    def is_healthy(self) -> bool:
        """Run the image's own health check once."""
        try:
            self.engine.podman("healthcheck", "run", self.name)
        except RuntimeError:
            return False
        return True

    def stop(self, seconds: int) -> int:
        """Send the stop signal, SIGKILL after `seconds`; returns the exit code of the service."""
        self.engine.podman("stop", "--time", str(seconds), self.name)
        code: int = self.engine.inspect("container", self.name)["State"]["ExitCode"]
        return code

    def logs(self) -> str:
        """What the service printed so far."""
        return self.engine.podman("logs", self.name)


def _pip_configuration() -> str:
    """Where this machine's pip looks for packages, as a pip.conf: an image is built with the same."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    ).stdout
    settings: dict[str, str] = {}
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        key = name.rsplit(".", 1)[-1]
        # The environment's settings come first in the list and win.
        if key in PIP_KEYS and (key not in settings or name.startswith(":env:")):
            settings[key] = ast.literal_eval(value)
    # The authorities of this machine, which the base image has too; pip's own list may lack one of them.
    if CERTIFICATES.exists():
        settings["cert"] = str(CERTIFICATES)
    return "[global]\n" + "".join(f"{key} = {value}\n" for key, value in settings.items())
