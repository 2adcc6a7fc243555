"""Locks install on the day after: when all that they pin has a newer release, with the pips that people have."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.generated.services import ENVIRONMENT, EXAMPLES, ROOT, SERVICES, generate
from tests.packaging.index import Index, serving
from tests.packaging.tomorrow import NEVER, installed_in, newer, offer, write_python

OLD = {(3, 11): ["22.3", "23.0.1"], (3, 12): ["23.2.1"]}.get(sys.version_info[:2], ["24.2"])
"""What the first release of this Python, and Debian 12, bring. Older ones do not run on newer Pythons."""

PIPS = [*(f"=={version}" for version in OLD), ""]
"""The last is the newest."""

SERVICE = "full-service"


@pytest.fixture(scope="module")
def pips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Requirement of a pip -> its wheel."""
    found = {}
    for pip in PIPS:
        folder = tmp_path_factory.mktemp("pip")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        run(*command, "--dest", str(folder), f"pip{pip}", cwd=folder)
        (found[pip],) = folder.glob("pip-*.whl")
    return found


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with serving(tmp_path_factory.mktemp("index")) as running:
        yield running


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, index: Index) -> Path:
    """Return a generated service whose locks name the index's wheels."""
    made = generate(SERVICE, EXAMPLES / SERVICES[SERVICE], tmp_path_factory.mktemp("service"))
    for lock in made.glob("*.lock"):
        lock.write_text(offer(lock.read_text(), ENVIRONMENT.parent, index.folder))
    return made


def run(*command: str, cwd: Path, **environment: str) -> str:
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "VIRTUAL_ENV"))}
    kept = {name: value for name, value in os.environ.items() if name == "PIP_CERT"}
    done = subprocess.run(
        command, cwd=cwd, env=variables | kept | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def settings(index: Index, program: Path, home: Path) -> dict[str, str]:
    """Return an environment in which `python3` is this program, and pip knows this index only and no cache."""
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "PIP_INDEX_URL": index.url, "PIP_NO_CACHE_DIR": "1", "HOME": str(home)}


def check(environment: Path, lock: str) -> None:
    """All that the environment holds fits together, and is what the lock pins."""
    run(str(environment / "bin/python"), "-m", "pip", "check", cwd=environment)
    held = {name: each.version for name, each in installed_in(environment).items()}
    pinned = re.findall(rf"^([^\s=]+)==([^\s;]+)[^\n]*\n    --hash=sha256:(?!{NEVER})", lock, re.MULTILINE)
    assert len(pinned) > 20
    assert {canonicalize_name(name): version for name, version in pinned}.items() <= held.items()


@pytest.mark.parametrize("pip", PIPS)
def test_an_environment_is_made_from_a_lock(pip: str, pips: dict[str, Path], index: Index, tmp_path: Path) -> None:
    lock = offer((ROOT / "requirements-dev.lock").read_text(), Path(sys.prefix), index.folder)
    (tmp_path / "requirements-dev.lock").write_text(lock)
    program = write_python(tmp_path, pips[pip])
    environment = settings(index, program, tmp_path) | {"PYTHON": str(program)}
    run(str(ROOT / "script/virtualenv"), "venv", "requirements-dev.lock", cwd=tmp_path, **environment)
    check(tmp_path / "venv", lock)


def commands(page: Path, first: str) -> list[str]:
    """Return the commands of a page from one on, up to the next empty line."""
    lines = [line.strip() for line in page.read_text().splitlines()]
    start = lines.index(first)
    return lines[start : lines.index("", start)]


@pytest.mark.parametrize("pip", [PIPS[0], PIPS[-1]])
def test_the_readme_of_a_service_installs_it(
    pip: str, pips: dict[str, Path], index: Index, project: Path, tmp_path: Path
) -> None:
    program = write_python(tmp_path, pips[pip])
    to_run = commands(project / "README.md", "python3 -m venv .venv")
    to_work = commands(project / "README.md", ". .venv/bin/activate")
    # Neither a build of the service nor its programs can be had from empty wheels: the demo has
    # real ones.
    install = [line for line in [*to_run, *to_work] if line.endswith((".venv", "activate", ".lock"))]
    assert len(install) == 4
    run("sh", "-ec", "rm -rf .venv\n" + "\n".join(install), cwd=project, **settings(index, program, tmp_path))
    check(project / ".venv", (project / "requirements-dev.lock").read_text())


def test_what_is_said_after_new_is_what_the_readme_says(tmp_path: Path, project: Path) -> None:
    command = [sys.executable, "-m", "scaffold", "new", "user-service", "--no-git", "--no-input"]
    lines = [line.strip() for line in run(*command, cwd=tmp_path, PYTHONPATH=str(ROOT)).splitlines()]
    said = lines[lines.index("cd user-service") + 1 :]
    readme = commands(tmp_path / "user-service/README.md", "python3 -m venv .venv")
    assert [line for line in said if line] == readme[: len(said)]


def test_a_newer_version_is_newer() -> None:
    assert all(Version(newer(each)) > Version(each) for each in ("1.0", "2026.11.1", "1!0.10.9", "0.4.6"))
