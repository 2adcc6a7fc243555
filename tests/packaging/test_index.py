"""The tests' own index: installers find what it offers, and nothing else."""

import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.packaging.index import serving, sha256, write_installed, write_wheel


def install(target: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "--isolated", "install", "--quiet", "--disable-pip-version-check"]
    return subprocess.run(
        [*command, "--no-cache-dir", "--target", str(target), *arguments], capture_output=True, text=True, check=False
    )


def test_pip_installs_the_newest_with_what_it_needs(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for version in ("1.0", "1.1"):
        write_wheel(wheels, "Own.Tool", version, requires=["typing_extensions", 'gone; extra == "more"'])
    write_installed(wheels, distribution("typing_extensions"))
    with serving(wheels) as index:
        done = install(tmp_path / "target", "--index-url", index.url, "own-tool")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "target" / "own_tool-1.1.dist-info").is_dir()
    assert (tmp_path / "target" / "typing_extensions.py").is_file()
    assert [name.partition("-")[0] for name in index.fetched] == ["own_tool", "typing_extensions"]


@pytest.mark.parametrize(("given", "code"), [("own-tool==1.0", 0), ("own-tool==2.0", 1), ("another==1.0", 1)])
def test_a_hash_holds_and_what_is_not_there_is_refused(given: str, code: int, tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    digest = sha256(write_wheel(wheels, "own-tool", "1.0"))
    (tmp_path / "lock").write_text(f"{given} --hash=sha256:{digest}\n")
    with serving(wheels) as index:
        done = install(tmp_path / "target", "--index-url", index.url, "--require-hashes", "-r", str(tmp_path / "lock"))
    assert done.returncode == code, done.stderr
