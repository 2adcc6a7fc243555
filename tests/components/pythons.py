"""The Python interpreters that scaffold is for, each found where machines have them, or fetched."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import which

from tests.components.missing import MissingComponentError
from tests.generated.services import ROOT

FETCHED = ROOT / ".cache" / "pythons"


def find_python(version: str) -> Path:
    """Return an interpreter of a version such as `3.12`; raises MissingComponentError."""
    program = f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    places = [
        which(program),
        *sorted(pyenv.glob(f"{version}.*/bin/{program}")),
        *sorted(FETCHED.glob(f"*/bin/{program}")),
    ]
    for place in places:
        # A shim of pyenv stands on PATH also for versions that are switched off.
        if place is not None and _runs(Path(place), version):
            return Path(place)
    return _fetch(version)


def _runs(program: Path, version: str) -> bool:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([program, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() == version


def _fetch(version: str) -> Path:
    uv = Path(sys.prefix) / "bin" / "uv"
    command = [str(uv), "python", "install", "--quiet", "--install-dir", str(FETCHED), version]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = sorted(FETCHED.glob(f"*/bin/python{version}"))
    if done.returncode or not found:
        message = f"Python {version} is neither on PATH nor under pyenv, and cannot be fetched: {done.stderr.strip()}"
        raise MissingComponentError(message)
    return found[0]
