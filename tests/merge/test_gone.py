"""Imports of modules that an update takes away."""

from scaffold.merge import MergePlan, Records, plan_update
from tests.merge.memory import File, Files, MemoryTree, Standing, rendered, written

TEAM = File("class Team: ...\n" * 5, template="models/entity", entity="team")
BASE: Files = {"src/app/__init__.py": "", "src/app/models/__init__.py": "", "src/app/models/team.py": TEAM}
WITHOUT = {path: content for path, content in BASE.items() if content is not TEAM}


def plan_of(new: Files, own: Standing, records: Records | None = None) -> MergePlan:
    yours = MemoryTree({**BASE, **own})
    return plan_update(written(rendered(BASE)), yours, rendered(new), records=records or Records())


def noted(new: Files, path: str, text: str, records: Records | None = None) -> list[int]:
    notes = plan_of(new, {path: text}, records).notes
    assert {note.path for note in notes} <= {path}
    lines = text.splitlines()
    assert all(note.text == lines[note.line - 1].strip() for note in notes)
    return [note.line for note in notes]


def test_every_form_of_import_is_noted() -> None:
    text = (
        "import app.models.team\n"
        "from app.models.team import Team\n"
        "from app.models import (\n    other,\n    team,\n)\n"
        "def f():\n    from ..models import team\n    from ..models.team import Team\n"
        "from app.models import teams\nfrom app import models\nteam = 'app.models.team'\n"
    )
    assert noted(WITHOUT, "src/app/own/x.py", text) == [1, 2, 5, 8, 9]


def test_dots_count_from_the_package() -> None:
    assert noted(WITHOUT, "src/app/models/own.py", "from .team import Team\n") == [1]
    assert noted(WITHOUT, "src/app/models/own/__init__.py", "from .team import Team\nfrom ..team import Team\n") == [2]


def test_an_entity_with_a_new_name() -> None:
    squad = File("class Squad: ...\n" * 5, template="models/entity", entity="squad")
    records = Records(entities={"team": "squad"})
    new = {**WITHOUT, "src/app/models/squad.py": squad}
    assert noted(new, "tests/test_own.py", "from app.models.team import Team\n", records) == [1]


def test_what_stays_or_cannot_be_read_is_not_noted() -> None:
    text = "from app.models.team import Team\n"
    assert noted(BASE, "own.py", text) == []
    assert noted(WITHOUT, "own.py", f"{text}def\n") == []
    assert noted(WITHOUT, "own.txt", text) == []
    own_package: Standing = {"src/app/models/team/__init__.py": "", "own.py": text}
    assert plan_of(WITHOUT, own_package).notes == ()


def test_a_module_that_the_user_kept_is_not_gone() -> None:
    plan = plan_of(WITHOUT, {"src/app/models/team.py": "class Ours: ...\n", "own.py": "import app.models.team\n"})
    assert [conflict.path for conflict in plan.conflicts] == ["src/app/models/team.py"]
    assert plan.notes == ()


def test_imports_that_followed_a_package_are_not_noted() -> None:
    base = written(rendered({"src/app/models/team.py": TEAM}))
    yours = MemoryTree({"src/app/models/team.py": TEAM, "own.py": "from app.models.team import Team\n"})
    new = rendered({"src/new/models/team.py": TEAM})
    plan = plan_update(base, yours, new, records=Records(modules={"app": "new"}))
    assert plan.notes == ()
    changed = plan.changes["own.py"]
    assert changed is not None
    assert changed.content == b"from new.models.team import Team\n"
