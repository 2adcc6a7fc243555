"""Two branches that both updated: git leaves a conflict in the lock, one command ends it, and an update joins them."""

import re
from pathlib import Path

import pytest

from tests.generated.services import run_in
from tests.project.states import require_agreement
from tests.update import damage, small
from tests.update.workshop import Entities, Workshop, git, spec_text

ITEM: Entities = {"item": {"name": "string(80)"}}
USER: Entities = {"user": {"email": "email, unique"}}
TEAM: Entities = {"team": {"title": "string(40)", "item": "ref(item), optional"}}


def branch(shop: Workshop, name: str, start: str, entities: Entities) -> None:
    """Make a branch on which an entity is added, with an update."""
    git(shop.project, "switch", "--quiet", "--create", name, start)
    (shop.project / "service.tusk").write_text(spec_text("item-service", entities))
    result = shop.scaffold("update")
    assert result.code == 0, result.err
    shop.commit()


def two_branches(shop: Workshop) -> Path:
    project = shop.new("git", spec_text("item-service", ITEM))
    main = git(project, "branch", "--show-current").strip()
    branch(shop, "users", main, {**ITEM, **USER})
    branch(shop, "teams", main, {**ITEM, **TEAM})
    return project


def settle_files(project: Path, entities: Entities) -> None:
    """Settle what git could not merge, as a person would: the spec has both; of other files either side will do."""
    (project / "service.tusk").write_text(spec_text("item-service", entities))
    for path in set(git(project, "diff", "--name-only", "--diff-filter=U", "--relative").split()):
        if not path.startswith(".scaffold/"):
            git(project, "checkout", "--ours", "--", path, check=path != "service.tusk")
            if path == "service.tusk":
                (project / path).write_text(spec_text("item-service", entities))
            git(project, "add", path)


def heads(project: Path, versions: str) -> list[str]:
    """Return the revisions that none follows."""
    ids: set[str] = set()
    followed: set[str] = set()
    for file in (project / versions).glob("*.py"):
        text = file.read_text()
        ids |= set(re.findall(r'^revision = "(\w+)"', text, re.MULTILINE))
        for line in re.findall(r"^(?:down_revision|parents) = (.*)$", text, re.MULTILINE):
            followed |= set(re.findall(r"""["'](\w+)["']""", line))
    return sorted(ids - followed)


BOTH: Entities = {**ITEM, **USER, **TEAM}


@pytest.mark.parametrize("how", ["merge", "rebase", "cherry-pick"])
def test_two_branches_come_together(shop: Workshop, how: str) -> None:
    shop.release(small.first(shop.folder / "pack1"))
    project = two_branches(shop)
    git(project, how, "users", check=False)
    assert git(project, "ls-files", "--unmerged", "--", ".scaffold")
    for command in ("update", "status", "diff"):
        refused = shop.scaffold(command)
        assert refused.code == 1
        assert "lock.toml: holds a merge conflict of git (line " in refused.err
        assert "run: scaffold repair; it brings both together" in refused.err
    settle_files(project, BOTH)
    repaired = shop.scaffold("repair")
    assert repaired.code == 0, repaired.err
    assert repaired.out.startswith("Brought the two updated branches together")
    assert git(project, "ls-files", "--unmerged", "--", ".scaffold") == ""
    require_agreement(project)
    result = shop.scaffold("update", "--allow-dirty")
    assert result.code == 0, (result.out, result.err)
    for name in BOTH:
        assert (project / f"src/item_service/models/{name}.py").exists()
        assert f"models.{name} import" in (project / "src/item_service/main.py").read_text()
    assert len(heads(project, "migrations/versions")) == 1
    shop.commit()
    assert shop.scaffold("update").out == "item-service is up to date\n"


def test_markers_that_were_committed(shop: Workshop) -> None:
    """Both sides are then the parents of the merge."""
    shop.release(small.first(shop.folder / "pack1"))
    project = two_branches(shop)
    git(project, "merge", "users", check=False)
    settle_files(project, BOTH)
    shop.commit()
    assert b"<<<<<<<" in (project / damage.LOCK).read_bytes()
    assert shop.scaffold("update").code == 1
    repaired = shop.scaffold("repair")
    assert repaired.code == 0, repaired.err
    assert repaired.out.startswith("Brought the two updated branches together")
    shop.commit()
    assert shop.scaffold("update").code == 0
    assert len(heads(project, "migrations/versions")) == 1


def test_a_real_service(shop: Workshop) -> None:
    """Both entities are there, one head, and the service's own tests of migrations pass."""
    from scaffold.catalog import builtin_root

    shop.release(builtin_root())
    project = two_branches(shop)
    git(project, "merge", "users", check=False)
    settle_files(project, BOTH)
    assert shop.scaffold("repair").code == 0
    result = shop.scaffold("update", "--allow-dirty")
    assert result.code == 0, (result.out, result.err)
    assert len(heads(project, "src/item_service/migrations/versions")) == 1
    tests = ("tests/integration/test_migrations.py",)
    run_in(project, "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    shop.commit()
    assert shop.scaffold("update").out == "item-service is up to date\n"


def test_branches_that_contradict(shop: Workshop) -> None:
    """One renamed what the other changed: `repair` says what `update` says, also where git saw no conflict."""
    shop.release(small.first(shop.folder / "pack1"))
    project = shop.new("git", spec_text("item-service", ITEM))
    main = git(project, "branch", "--show-current").strip()
    branch(shop, "longer", main, {"item": {"name": "string(80)", "code": "text, optional"}})
    git(project, "switch", "--quiet", "--create", "renamed", main)
    (project / "service.tusk").write_text(spec_text("item-service", {"thing": ITEM["item"]}))
    result = shop.scaffold("update", "--rename", "item=thing")
    assert result.code == 0, result.err
    shop.commit()
    git(project, "merge", "longer", check=False)
    settle_files(project, {"thing": {"name": "string(80)", "code": "text, optional"}})
    refused = shop.scaffold("repair")
    assert refused.code == 1
    assert "one branch renamed item to thing, and the other changed item: what ran the first" in refused.err
    assert "hint: go back to before the merge; on one of the branches" in refused.err
    git(project, "merge", "--abort")
    assert shop.scaffold("update").code == 0
