"""The committed locks install anywhere: every pin has a hash, and no registry's address stands in them."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock", "templates/requirements.lock"]


def pins(lock: str) -> dict[str, tuple[str, str]]:
    """Name -> (version, the lines that follow the pin)."""
    entries = re.findall(
        r"^([A-Za-z0-9_.-]+)==(\S+)(.*?)(?=^\S|\Z)", (ROOT / lock).read_text(), re.DOTALL | re.MULTILINE
    )
    return {canonicalize_name(name): (version, rest) for name, version, rest in entries}


@pytest.mark.parametrize("lock", LOCKS)
def test_holds_no_address_and_no_installer_option(lock: str) -> None:
    for line in (ROOT / lock).read_text().splitlines():
        assert "://" not in line
        assert not line.startswith("-")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    unhashed = [name for name, (_, rest) in pins(lock).items() if "--hash=sha256:" not in rest]
    assert unhashed == []


def test_the_services_lock_pins_every_tested_range() -> None:
    locked = pins("templates/requirements.lock")
    for name, tested in tomllib.loads((ROOT / "templates/tested.toml").read_text()).items():
        version, _ = locked[canonicalize_name(name)]
        assert Requirement(name + tested).specifier.contains(version), name


def test_the_tools_locks_pin_its_dependencies_alike() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    for requirement in map(Requirement, project["dependencies"]):
        assert requirement.specifier.contains(run[canonicalize_name(requirement.name)][0])
    assert {name: version for name, (version, _) in run.items()} == {name: dev[name][0] for name in run}
