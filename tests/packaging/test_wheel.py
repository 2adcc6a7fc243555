"""What users install: a wheel, in an environment that holds nothing else but what it asks for."""

from pathlib import Path

import pytest

from tests.foreign.conftest import copier_pack, git, release
from tests.generated.golden import contents
from tests.generated.services import EXAMPLES, ROOT, SERVICES, generate
from tests.packaging.conftest import run

__all__ = ["copier_pack", "release"]


@pytest.mark.parametrize("name", ["minimal-service", "full-service"])
def test_the_wheel_makes_the_same_bytes_as_the_checkout(name: str, installed: Path, tmp_path: Path) -> None:
    spec = EXAMPLES / SERVICES[name]
    options: list[str | Path] = ["--output", tmp_path / "wheel", "--no-git", "--no-input"]
    run(installed / "scaffold", "new", name, "--spec", spec, *options, cwd=tmp_path)

    assert contents(tmp_path / "wheel" / name) == contents(generate(name, spec, tmp_path / "checkout"))


def test_the_wheel_alone_answers_for_itself(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import scaffold; print(scaffold.__file__)", cwd=tmp_path)

    assert ROOT not in Path(where).parents
    assert run(installed / "scaffold", "features", "--json", cwd=tmp_path).startswith(("[", "{"))


def test_a_project_of_the_wheel_is_updated_by_it(installed: Path, offline: dict[str, str], tmp_path: Path) -> None:
    run(installed / "scaffold", "new", "a-service", "--no-input", cwd=tmp_path, environment=offline)
    project = tmp_path / "a-service"
    spec = project / "service.tusk"
    spec.write_text(spec.read_text().replace("port: 8000", "port: 9000"))

    assert "updated (" in run(installed / "scaffold", "update", cwd=project, environment=offline)
    assert "9000" in (project / ".env.example").read_text()
    assert "is up to date" in run(installed / "scaffold", "update", cwd=project, environment=offline)


def test_a_project_of_copier_is_adopted_and_updated(
    installed: Path, offline: dict[str, str], copier_pack: Path, tmp_path: Path
) -> None:
    project = tmp_path / "shop"
    options = ["--quiet", "--defaults", "--vcs-ref", "v1.0.0", "--data", "project_name=Shop"]
    run(installed / "copier", "copy", *options, copier_pack, project, cwd=tmp_path, environment=offline)
    readme = project / "README.md"
    readme.write_text(readme.read_text().replace("pip install .", "uv sync"))
    git(project, "init", "--quiet")

    run(installed / "scaffold", "adopt", cwd=project, environment=offline)
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "Start")
    run(installed / "scaffold", "update", "--no-input", cwd=project, environment=offline)

    assert "uv sync" in readme.read_text()
    assert "Run it on port 8000." in readme.read_text()
