"""A workspace on disk: made, updated and taken back as one, by the real command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.system.documents import describes_system
from scaffold.tusk import parse
from tests.system.specs import catalogs

SPEC = """\
[services]
user_service: "who the customers are"
order_service: "what they buy"

[development_workflow]
ci_cd: "none"

[user_service.models]
user:
  email: "email, unique"
"""
IDENTITY = {f"GIT_{who}_{what}": "test@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


class Workspace:
    """A workspace in a repository of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.users = root / "services" / "user-service"

    def scaffold(self, *words: str, at: Path | None = None, code: int = 0) -> str:
        """Run a command in the workspace, or in another folder; give what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "scaffold", *words],
            cwd=at or self.root,
            env={**os.environ, **IDENTITY},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def git(self, *words: str) -> str:
        """Run git."""
        command = ["git", *words]
        return subprocess.run(
            command, cwd=self.root, env={**os.environ, **IDENTITY}, capture_output=True, text=True, check=True
        ).stdout

    def edit(self, old: str, new: str) -> None:
        """Change the system's spec, and commit that."""
        spec = self.root / "system.tusk"
        text = spec.read_text()
        assert old in text
        spec.write_text(text.replace(old, new, 1))
        self.git("commit", "--quiet", "--all", "--message", "Change the spec")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "spec.tusk").write_text(SPEC)
    Workspace(folder).scaffold("new", "shop", "--spec", "spec.tusk")
    return folder / "shop"


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(made, tmp_path / "shop", symlinks=True)
    return Workspace(tmp_path / "shop")


def test_has_a_project_for_each_service(workspace: Workspace) -> None:
    assert sorted(each.name for each in (workspace.root / "services").iterdir()) == ["order-service", "user-service"]
    assert (workspace.root / "system.tusk").read_text().startswith('[system]\nname: "shop"\n')
    assert (workspace.users / "service.tusk").read_text().startswith("# Made from ../../system.tusk")
    assert workspace.git("status", "--short") == ""
    assert workspace.scaffold("update", "--check").endswith("shop is up to date\n")
    assert "user-service is up to date" in workspace.scaffold("update", "--check", at=workspace.users)
    assert "system.tusk: ok" in workspace.scaffold("check", ".")


def test_service_is_what_new_makes_of_its_spec_alone(workspace: Workspace, tmp_path: Path) -> None:
    workspace.scaffold("new", "--no-git", "--spec", str(workspace.users / "service.tusk"), at=tmp_path)
    alone = tmp_path / "user-service"
    paths = {path.relative_to(alone) for path in alone.rglob("*") if path.is_file()}
    assert paths == {path.relative_to(workspace.users) for path in workspace.users.rglob("*") if path.is_file()}
    differing = {path for path in paths if (alone / path).read_bytes() != (workspace.users / path).read_bytes()}
    assert differing == set()


def test_update_changes_all_keeps_edits_and_goes_back(workspace: Workspace) -> None:
    readme = workspace.users / "README.md"
    readme.write_text(f"{readme.read_text()}\nOurs.\n")
    new = '[team_service.models]\nteam: { name: "text" }\n\n[user_service.models]'
    workspace.edit("[user_service.models]", new)
    workspace.edit('email: "email, unique"', 'email: "email, unique"\n  phone: "string(20), optional"')
    workspace.edit("[services]\n", '[services]\nteam_service: "who works together"\n')
    assert "the workspace takes" not in (told := workspace.scaffold("update", "--dry-run"))
    assert "services/team-service/" in told
    workspace.scaffold("update", "--check", code=4)
    assert not (workspace.root / "services" / "team-service").exists()
    workspace.scaffold("update")
    assert "phone" in (workspace.users / "src/user_service/models/user.py").read_text()
    assert readme.read_text().endswith("\nOurs.\n")
    assert "team-service" in (workspace.root / "Procfile").read_text()
    assert "shop is up to date" in workspace.scaffold("update", "--check")
    workspace.scaffold("update", "--undo")
    assert workspace.git("status", "--short") == ""
    assert not (workspace.root / "services" / "team-service").exists()


def test_one_service_is_updated_in_its_folder(workspace: Workspace) -> None:
    workspace.edit('email: "email, unique"', 'mail: "email, unique"')
    asked = workspace.scaffold("update", code=1)
    assert "user-service: " in asked
    assert "in services/user-service: scaffold update --rename user.email=user.mail" in asked
    workspace.scaffold("update", "--rename", "user.email=user.mail", at=workspace.users)
    assert "mail" in (workspace.users / "src/user_service/models/user.py").read_text()
    assert "shop is up to date" in workspace.scaffold("update", "--check")


def test_conflict_is_settled_at_the_root(workspace: Workspace) -> None:
    model = workspace.users / "src/user_service/models/user.py"
    model.write_text(model.read_text().replace("email:", "electronic:"))
    workspace.git("commit", "--quiet", "--all", "--message", "Edit a model")
    workspace.edit('email: "email, unique"', 'email: "email, unique, optional"')
    workspace.scaffold("update", "--allow-dirty", code=3)
    assert "<<<<<<<" in model.read_text()
    assert "services/user-service/src/user_service/models/user.py" in workspace.scaffold("status", code=3)
    model.write_text("EMAIL = 1\n")
    workspace.scaffold("update", "--continue")
    assert "none is due" in workspace.scaffold("status")


def test_spec_of_a_service_is_not_to_be_edited(workspace: Workspace) -> None:
    spec = workspace.users / "service.tusk"
    before = workspace.git("rev-parse", "HEAD")
    spec.write_text(spec.read_text().replace("email, unique", "email"))
    for place in (workspace.root, workspace.users):
        told = workspace.scaffold("update", "--allow-dirty", at=place, code=1)
        assert "services/user-service/service.tusk was edited, and is made from system.tusk" in told
        assert "[user_service." in told
    refused = workspace.scaffold("add", "health", at=workspace.users, code=1)
    assert "edit system.tusk" in refused or "is made from system.tusk" in refused
    assert "email, unique" not in spec.read_text()
    assert workspace.git("rev-parse", "HEAD") == before


def test_one_service_of_a_system_can_be_made_alone(workspace: Workspace, tmp_path: Path) -> None:
    workspace.scaffold("new", "order-service", "--no-git", "--spec", str(workspace.root / "system.tusk"), at=tmp_path)
    assert (tmp_path / "order-service" / "src" / "order_service").is_dir()


def test_guide_is_a_system_and_a_spec_with_entities_of_its_own_is_none() -> None:
    databases = '[service_databases]\nuser_service: { schema: "users" }\norder_service: { schema: "orders" }\n'
    assert describes_system(parse(databases), "shop", catalogs())
    assert not describes_system(parse(databases), "user-service", catalogs())
    assert not describes_system(parse(f'{databases}[models]\nuser: {{ name: "text" }}\n'), "shop", catalogs())
    assert not describes_system(parse('[service_databases]\nuser_service: { schema: "users" }\n'), "shop", catalogs())


def test_what_is_wrong_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "spec.tusk").write_text(SPEC.replace("email, unique", "emial"))
    told = Workspace(tmp_path).scaffold("new", "shop", "--spec", "spec.tusk", code=1)
    assert "nothing was written" in told
    assert "spec.tusk:" in told
    assert not (tmp_path / "shop").exists()
