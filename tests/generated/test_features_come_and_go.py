"""A feature is added to a service that a team has edited, and removed again: all that the team wrote stays."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from scaffold.catalog import load_catalog
from scaffold.catalog.model import Catalog, Feature
from scaffold.spec import check
from scaffold.tusk import parse
from tests.generated.life import Life
from tests.generated.released import commit
from tests.generated.services import QUICK, lint, run_in
from tests.generated.team import SPEC, marks

LONG = "SCAFFOLD_LONG_TESTS" in os.environ
"""Whether the service's own tests run with each feature alone, not just with all together."""

STAYS = ("service.tusk", ".scaffold/", "src/user_service/migrations/", "tests/schemas/")
"""What may differ once a feature has gone: the spec names its switch, a chain of revisions only grows, and what was
seeded is the team's."""


def switched(catalog: Catalog) -> dict[str, Feature]:
    """Give the features that the service lacks and that take nothing else away, such as its database."""
    spec = check(parse(SPEC), catalog)
    return {
        feature.name: feature
        for feature in catalog.features.values()
        if feature.status == "ready" and feature.enable and feature.name not in spec.features
        if not feature.without.entities
        if all(spec.document.find(tuple(path.split("."))) is None for path in feature.enable)
    }


SAGAS = """
[sagas]
join_team:
  steps:
    invite: {service: "user-service", compensation: "take_back"}
    welcome: {service: "mail-service", compensation: "say_sorry"}
"""

CATALOG = load_catalog()
FEATURES = switched(CATALOG)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Life:
    life = Life(tmp_path_factory.mktemp("edited"))
    life.edited_by_hand()
    return life


@pytest.fixture
def life(edited: Life, tmp_path: Path) -> Life:
    """The edited service, for a test alone."""
    folder = tmp_path / edited.project.parent.name
    shutil.copytree(edited.project.parent, folder, symlinks=True)
    return edited.at(folder)


def differing(project: Path, commit: str) -> set[str]:
    """Give the files that differ from those of a commit."""
    command = ["git", "diff", "--name-only", commit]
    return set(subprocess.run(command, cwd=project, capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_comes_and_goes(life: Life, name: str, mypy_cache: Path) -> None:
    written = marks(life.project)
    life.templates.scaffold(life.project, "add", name)
    commit(life.project)
    assert marks(life.project) == written
    if LONG:
        lint(life.project, mypy_cache)
        run_in(life.project, "python", "-m", "pytest", "-q", "-x", *QUICK)
    remove(life, name, *came_along(name))
    assert marks(life.project) == written
    left = differing(life.project, "HEAD~2")
    assert {path for path in left if not path.startswith(STAYS)} == set()


def test_all_features_come_and_go(life: Life, mypy_cache: Path) -> None:
    written = marks(life.project)
    life.templates.scaffold(life.project, "add", *FEATURES)
    commit(life.project)
    assert marks(life.project) == written
    assert life.templates.scaffold(life.project, "update", "--check").endswith("is up to date\n")
    lint(life.project, mypy_cache)
    run_in(life.project, "python", "-m", "pytest", "-q", "-x", *QUICK)
    remove(life, *FEATURES)
    assert marks(life.project) == written


def test_sagas_come_and_go(life: Life) -> None:
    written = marks(life.project)
    spec = life.project / "service.tusk"
    life.templates.scaffold(life.project, "add", "messaging")
    spec.write_text(spec.read_text() + SAGAS)
    life.templates.scaffold(life.project, "update", "--allow-dirty")
    commit(life.project)
    assert marks(life.project) == written
    step = life.project / "src/user_service/services/steps/join_team_invite.py"
    step.write_text(step.read_text().replace("    log.info(", "    # The team's own.\n    log.info("))
    commit(life.project)
    tests = [str(path.relative_to(life.project)) for path in life.project.glob("tests/unit/test_*saga*.py")]
    run_in(life.project, "python", "-m", "pytest", "-q", "-x", *tests)
    spec.write_text(spec.read_text().replace(SAGAS, '\n[saga_pattern]\ncoordination: "none"\n' + SAGAS))
    drops = ("--drop", "saga", "--drop", "subscriptions")
    outcomes = ("invite_done", "invite_failed", "invite_compensated", "welcome_failed")
    breaks = [word for outcome in outcomes for word in ("--break", f"join_team_{outcome}")]
    life.templates.scaffold(life.project, "update", "--allow-dirty", *drops, *breaks)
    assert marks(life.project) == written
    assert "The team's own" in step.read_text()
    left = set(life.project.glob("src/**/*saga*.py")) | set(life.project.glob("tests/**/*saga*.py"))
    assert {path.name for path in left if "migrations" not in path.parts} == set()


def came_along(name: str) -> list[str]:
    """Give the features whose own switches a feature turns on as well: who removes it alone keeps them."""
    enable = FEATURES[name].enable.items()
    return [other for other, feature in FEATURES.items() if other != name and feature.enable.items() <= enable]


def remove(life: Life, *names: str) -> None:
    """Remove features, and what is stored by those that came with them."""
    came = {*features_of((life.project / "service.tusk").read_text())} - {*features_of(SPEC)}
    drops = [word for name in sorted(came) if CATALOG.features[name].stored for word in ("--drop", name)]
    life.templates.scaffold(life.project, "remove", *names, *drops)
    commit(life.project)


def features_of(text: str) -> tuple[str, ...]:
    return check(parse(text), CATALOG).features
