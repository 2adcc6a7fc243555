"""An index on which every package of a lock has a newer release than the lock, as there will be after any lock."""

import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name

from tests.packaging.index import sha256, write_wheel

_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\]+?))? \\\n"
    r"(?P<hashes>(?:    --hash=\S+(?: \\)?\n)+)",
    re.MULTILINE,
)

NEVER = "0" * 64
"""The digest of a pin that is for other machines: no wheel has it."""


def installed_in(environment: Path) -> dict[str, Distribution]:
    """Return what a virtual environment holds, by canonical name."""
    (folder,) = environment.glob("lib/python*/site-packages")
    return {canonicalize_name(each.metadata["Name"]): each for each in distributions(path=[str(folder)])}


def newer(version: str) -> str:
    """Return a version that every resolver prefers."""
    epoch, _, release = version.rpartition("!")
    return f"{epoch or 0}!{int(release.partition('.')[0]) + 1}"


def offer(lock: str, environment: Path, folder: Path) -> str:
    """Write empty wheels into `folder`: of each pin that this machine needs, and of a newer release of it.

    Their metadata (what they need, their extras) is what the environment has of them. Returns the same lock with the
    digests of these wheels.
    """
    known = installed_in(environment)

    def pin(match: re.Match[str]) -> str:
        name, version, marker = match["name"], match["version"], match["marker"]
        digest = NEVER
        if marker is None or Marker(marker).evaluate():
            digest = _write(known[canonicalize_name(name)], version, folder)
        return match[0].replace(match["hashes"], f"    --hash=sha256:{digest}\n")

    changed, count = _PIN.subn(pin, lock)
    assert count == len(re.findall(r"^\S+==", lock, re.MULTILINE)), "a pin that this test cannot read"
    return changed


def _write(found: Distribution, version: str, folder: Path) -> str:
    assert found.version == version, f"{found.metadata['Name']} {found.version} is installed, {version} is locked"
    name = found.metadata["Name"]
    write_wheel(folder, name, newer(version), requires=found.requires or [])
    return sha256(write_wheel(folder, name, version, requires=found.requires or []))


def write_python(folder: Path, pip: Path) -> Path:
    """Write a `python3` that is this one, but for its environments: they have the pip of this wheel."""
    program = folder / "python3"
    program.write_text(
        "#!/bin/sh\n"
        'if [ "$1 $2" = "-m venv" ]; then\n'
        f'    {sys.executable} -m venv --without-pip "$3" &&\n'
        f'        {sys.executable} -m zipfile -e {pip} "$3"/lib/python*/site-packages\n'
        "else\n"
        f'    exec {sys.executable} "$@"\n'
        "fi\n"
    )
    program.chmod(0o755)
    return program
