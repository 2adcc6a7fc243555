"""What users install: a wheel, in an environment that holds nothing else, makes the same bytes as the checkout."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.generated.golden import contents
from tests.generated.services import EXAMPLES, ROOT, SERVICES, generate


def _run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, install it with its locked dependencies, and return the environment's programs."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("tusk_scaffold-*.whl")
    programs = folder / "environment" / "bin"
    venv.create(folder / "environment", with_pip=True)
    pip: list[str | Path] = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run(*pip, "--no-deps", "--require-hashes", "-r", ROOT / "requirements.lock", cwd=folder)
    _run(*pip, "--no-deps", wheel, cwd=folder)
    return programs


@pytest.mark.parametrize("name", ["minimal-service", "full-service"])
def test_the_wheel_makes_the_same_bytes_as_the_checkout(name: str, installed: Path, tmp_path: Path) -> None:
    spec = EXAMPLES / SERVICES[name]
    options: list[str | Path] = ["--output", tmp_path / "wheel", "--no-git", "--no-input"]
    _run(installed / "scaffold", "new", name, "--spec", spec, *options, cwd=tmp_path)

    assert contents(tmp_path / "wheel" / name) == contents(generate(name, spec, tmp_path / "checkout"))


def test_the_wheel_alone_answers_for_itself(installed: Path, tmp_path: Path) -> None:
    where = _run(installed / "python", "-c", "import scaffold; print(scaffold.__file__)", cwd=tmp_path)

    assert ROOT not in Path(where).parents
    assert _run(installed / "scaffold", "features", "--json", cwd=tmp_path).startswith(("[", "{"))
