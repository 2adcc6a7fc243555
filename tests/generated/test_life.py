"""The full life of a service: after each step all that the team wrote is there, and everything passes."""

from pathlib import Path

import pytest

from tests.generated.life import STEPS, Life
from tests.generated.services import QUICK, SLOW, lint, run_in
from tests.generated.team import MOVED, OWN, edited, generated, marks


@pytest.mark.timeout(1800)  # two minutes of processor time, which a busy machine may be long to give
def test_life(tmp_path: Path, mypy_cache: Path) -> None:
    life = Life(tmp_path)
    for step in STEPS:
        step(life)
        if step is Life.edited_by_hand:
            written = marks(life.project)
            assert len(edited(life.project)) >= len(generated(life.project)) * 0.45
        assert marks(life.project) == written, step.__name__
        for path in (*OWN, *(new for _, new in MOVED)):
            assert (life.project / path.replace("user_service", life.package)).is_file(), (step.__name__, path)
        assert life.templates.scaffold(life.project, "update", "--check").endswith("is up to date\n")
        lint(life.project, mypy_cache)
        run_in(life.project, "python", "-m", "pytest", "-q", "-x", *QUICK)
    run_in(life.project, "python", "-m", "pytest", "-q", "-x", *SLOW)
    assert not [path for path in life.project.rglob("*user_service*") if path.suffix != ".py" and stands(path)]


def stands(path: Path) -> bool:
    """Whether a path is a file, or a folder with files, of more than Python's cache."""
    files = [path] if path.is_file() else path.rglob("*")
    return any(file.is_file() and "__pycache__" not in file.parts for file in files)
