"""How a release is made: the workflows of this repository, and the text of the release's page."""

import os
import subprocess
from pathlib import Path

import pytest

from scaffold import __version__
from tests.generated.services import ROOT
from tests.packaging.conftest import PROGRAMS, run

CHANGELOG = """\
# Changelog

## [Unreleased]

- Not yet.

## [1.10.0] - 2026-01-02

### Added
- Much.

## [1.1] - 2026-01-01
- Little.
"""


@pytest.mark.parametrize("command", [["actionlint"], ["zizmor", "--offline", "--quiet", ".github"]], ids=lambda c: c[0])
def test_linters_of_workflows_are_content(command: list[str]) -> None:
    # actionlint checks the shell of `run` steps with shellcheck when it finds it.
    environment = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def changes(folder: Path, version: str) -> subprocess.CompletedProcess[str]:
    script = folder / "script" / "changes"
    script.parent.mkdir()
    script.write_bytes((ROOT / "script" / "changes").read_bytes())
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    return subprocess.run(["sh", str(script), version], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("version", "text"), [("1.10.0", "### Added\n- Much."), ("1.1", "- Little.")])
def test_a_release_is_told_by_its_section_of_the_changelog(version: str, text: str, tmp_path: Path) -> None:
    assert changes(tmp_path, version).stdout.strip() == text


@pytest.mark.parametrize("version", ["1.1.0", "1.10", "2.0"])
def test_a_version_without_a_section_is_no_release(version: str, tmp_path: Path) -> None:
    done = changes(tmp_path, version)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"CHANGELOG.md says nothing of {version}" in done.stderr


def test_a_build_makes_the_same_wheel_again(wheel: Path, tmp_path: Path) -> None:
    run(PROGRAMS / "python", "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT, cwd=tmp_path)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()
    assert wheel.name == f"tusk_scaffold-{__version__}-py3-none-any.whl"
