"""The wheel of this checkout on an index that has nothing else but what the wheel needs, and two that must not come."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scaffold import __version__
from tests.generated.services import ROOT
from tests.packaging.index import Index, serving, write_installed, write_wheel, write_zip

PROGRAMS = Path(sys.executable).parent
NAME = "tusk-scaffold"
NEXT = "99.0"
"""A release that came after this one."""


def run(*command: str | Path, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """Run a program; fail with its output if it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build this checkout's wheel, as a release does."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="session")
def index(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index with the wheel, what it declares to need, its next release, and a stranger's package of the old name."""
    folder = tmp_path_factory.mktemp("index")
    (folder / wheel.name).write_bytes(wheel.read_bytes())
    for name in sorted(_needed(wheel)):
        write_installed(folder, distribution(name))
    _next_release(wheel, folder)
    write_wheel(folder, "scaffold", "0.1.1", files={"scaffold/__init__.py": "raise SystemExit('of a stranger')\n"})
    with serving(folder) as running:
        yield running


def _needed(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    open_ = [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist: ")]
    found: set[str] = set()
    while open_:
        requirement = Requirement(open_.pop())
        name = canonicalize_name(requirement.name)
        extras = requirement.extras or {""}
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            open_ += [] if name in found else requires(name) or []
            found.add(name)
    return found


def _next_release(wheel: Path, folder: Path) -> None:
    """Write the same wheel with another version."""
    old, new = (f"tusk_scaffold-{version}.dist-info" for version in (__version__, NEXT))
    with zipfile.ZipFile(wheel) as archive:
        contents = {name.replace(old, new): archive.read(name) for name in archive.namelist()}
    del contents[f"{new}/RECORD"]
    for path, line in ((f"{new}/METADATA", "Version: {}\n"), ("scaffold/__init__.py", '__version__ = "{}"\n')):
        before = contents[path]
        contents[path] = before.replace(line.format(__version__).encode(), line.format(NEXT).encode())
        assert contents[path] != before
    write_zip(folder / wheel.name.replace(__version__, NEXT), contents, new)


@pytest.fixture(scope="session")
def offline(index: Index, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of somebody who has an empty home, this Python, uv, and nothing but the index."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text("[user]\nname = Somebody\nemail = somebody@example.org\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_", "PYTHON", "GIT_"))}
    return kept | {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "UV_DEFAULT_INDEX": index.url,
        "UV_NO_CONFIG": "1",
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
    }


@pytest.fixture(scope="session")
def installed(offline: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the release in an environment of its own, without extras; return the folder of its programs."""
    folder = tmp_path_factory.mktemp("installed")
    uv = PROGRAMS / "uv"
    run(uv, "venv", "--quiet", folder / "environment", cwd=folder, environment=offline)
    python = folder / "environment" / "bin" / "python"
    pip = (uv, "pip", "install", "--quiet", "--python", python)
    run(*pip, f"{NAME}=={__version__}", cwd=folder, environment=offline)
    run(uv, "pip", "check", "--quiet", "--python", python, cwd=folder, environment=offline)
    return python.parent
