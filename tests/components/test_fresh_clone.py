"""The two commands of the README, on a machine that has seen nothing of scaffold yet, with each Python.

A clone of what is committed, an empty home, no cache, no environment. With SCAFFOLD_LONG_TESTS, `script/test` runs all.
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.components.missing import skipped_outside_ci
from tests.components.network import free_port
from tests.components.pythons import find_python
from tests.generated.services import ROOT

TESTS = (
    []
    if os.environ.get("SCAFFOLD_LONG_TESTS")
    else ["tests/test_layers.py", "tests/tusk", "tests/cli/test_commands.py"]
)

PERSONAL = ("HOME", "VIRTUAL_ENV", "PIP_CACHE_DIR", "PYENV_VERSION", "COV_")
"""Beginnings of variables of whoever runs this test. Those of a mirror, a proxy and a certificate stay."""


@pytest.mark.components
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_both_commands_do_all_the_set_up(version: str, tmp_path: Path) -> None:
    with skipped_outside_ci():
        python = find_python(version)
    clone = tmp_path / "scaffold"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith((*PERSONAL, "PYTEST_", "XDG_", "UV_"))
    }
    environment |= {"HOME": str(tmp_path / "home"), "PYTHON": str(python), "PORT": str(free_port())}
    (tmp_path / "home").mkdir()

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-5000:]
        return done.stdout + done.stderr

    assert "The demo answers as it should." in run("script/demo", "--check")
    assert "Installing" not in run("script/demo", "--check"), "the second run installs nothing again"
    assert " passed" in run("script/test", *TESTS)
    version_of_each = run(".venv/bin/python", "-V"), run(".cache/service/bin/python", "-V")
    assert all(f"Python {version}." in said for said in version_of_each)
