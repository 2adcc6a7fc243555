"""The Dockerfile builds, and the image runs as the compose file runs it: unprivileged, on a read-only root."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.components.images import Container, Engine
from tests.components.network import free_port, wait_for
from tests.components.postgres import new_database
from tests.components.running import Project

pytestmark = pytest.mark.components

NAME = "user-service"
TAG = "localhost/user-service:component"
SIZE_LIMIT = 100_000_000
"""Bytes that the service and its packages may add to the base image."""


@pytest.fixture(scope="module")
def image(engine: Engine, project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The image, built by somebody whose files are closed to all others."""
    tree = tmp_path_factory.mktemp("closed") / NAME
    shutil.copytree(project.folder, tree)
    for path in (tree, *tree.rglob("*")):
        path.chmod(path.stat().st_mode & 0o700)
    before = os.umask(0o077)
    try:
        engine.build(tree, TAG)
    finally:
        os.umask(before)
    yield TAG
    engine.remove(TAG)


def hardening(folder: Path, service: str) -> list[str]:
    """The options that give a container what its compose file says."""
    compose = [str(Path(sys.executable).with_name("docker-compose")), "config", "--format", "json"]
    environment = {**os.environ, "POSTGRES_PASSWORD": "x"}
    model = json.loads(subprocess.run(compose, check=True, capture_output=True, cwd=folder, env=environment).stdout)
    settings: dict[str, Any] = model["services"][service]
    flags = ["--read-only", "--read-only-tmpfs=false"] if settings["read_only"] else []
    flags += [f"--cap-drop={name}" for name in settings["cap_drop"]]
    flags += [f"--security-opt={option.removesuffix(':true')}" for option in settings["security_opt"]]
    flags += [f"--tmpfs={path}" for path in settings["tmpfs"]]
    return [*flags, f"--memory={settings['mem_limit']}", f"--user={settings['user']}"]


@contextmanager
def healthy(engine: Engine, project: Project, database: str) -> Iterator[tuple[Container, int]]:
    """The image as the compose file runs it, healthy, and its port."""
    port = free_port()
    environment = project.settings(database_url=database, port=port)
    with engine.running(TAG, environment=environment, options=hardening(project.folder, NAME)) as running:
        wait_for(running.is_healthy, seconds=30, what=f"the container is healthy:\n{running.logs()}")
        yield running, port


@pytest.fixture(scope="module")
def container(engine: Engine, project: Project, image: str, postgres_server: str) -> Iterator[Container]:
    with new_database(postgres_server) as database, healthy(engine, project, database) as (running, _):
        yield running


def process_status(container: Container) -> dict[str, str]:
    """What the kernel says of the service's process."""
    lines = container.run("cat", "/proc/1/status").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def test_process_has_no_privileges(container: Container) -> None:
    status = process_status(container)
    assert status["Uid"].split() == ["1000"] * 4
    assert status["Gid"].split() == ["1000"] * 4
    assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert status["NoNewPrivs"] == "1"


def test_nothing_but_the_temporary_folder_is_writable(container: Container) -> None:
    with pytest.raises(RuntimeError, match="Read-only file system"):
        container.run("touch", "/app/probe", user="0")
    container.run("touch", "/tmp/probe")  # noqa: S108 - a path in the container


def test_image_names_an_unprivileged_user_by_number(engine: Engine, image: str) -> None:
    assert engine.inspect("image", image)["Config"]["User"] == "1000:1000"


def test_what_it_runs_can_be_read_by_any_user(container: Container) -> None:
    closed = container.run("find", "/app", "/opt/venv", "-not", "-type", "l", "-not", "-perm", "-a=r", user="0")
    assert closed == ""


@pytest.mark.parametrize("url", [None, ""])
def test_it_does_not_start_without_a_database(engine: Engine, project: Project, image: str, url: str | None) -> None:
    options = [] if url is None else ["--env", f"{project.variables['database_url']}={url}"]
    with pytest.raises(RuntimeError, match="DATABASE_URL: must name a database"):
        engine.podman("run", "--rm", "--network", "host", *options, image)


def test_image_holds_no_installer_and_no_build_leftovers(container: Container) -> None:
    found = container.run("find", "/opt/venv", "/app", "-name", "pip", "-o", "-name", "*.pyc", "-o", "-name", "*.lock")
    assert found == ""


def test_serves_and_stops_when_asked(engine: Engine, project: Project, image: str, database: str) -> None:
    with healthy(engine, project, database) as (container, port):
        created = httpx2.post(f"http://127.0.0.1:{port}/users", json={"email": "a@example.com", "full_name": "Ada"})
        assert created.status_code == 201
        started = time.monotonic()
        assert container.stop(seconds=20) == 0
        assert time.monotonic() - started < 15


def test_image_is_small(engine: Engine, image: str, record_property: Any) -> None:
    base = engine.inspect("image", "localhost/python:3.13-slim")["Size"]
    added = engine.inspect("image", image)["Size"] - base
    record_property("bytes added to the base image", added)
    print(f"\nimage: {added / 1e6:.0f} MB on top of the base image")
    assert added < SIZE_LIMIT
