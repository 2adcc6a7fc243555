"""New files of the templates in a project whose folders the user moved."""

from scaffold.merge import plan_update
from tests.merge.memory import MemoryTree, rendered, written

BASE = {f"a/{name}.py": "".join(f"{name} {line}\n" for line in range(20)) for name in ("one", "two", "three")}


def test_two_that_belong_at_one_path_are_both_in_the_plan() -> None:
    yours = MemoryTree({path.replace("a/", "b/"): text for path, text in BASE.items()})
    new = rendered({**BASE, "a/x.py": "first\n", "b/x.py": "second\n"})
    plan = plan_update(written(rendered(BASE)), yours, new)
    assert {path: file and file.content for path, file in plan.changes.items()} == {"b/x.py": b"first\n"}
    assert [(each.kind, each.path, each.new and each.new.content) for each in plan.conflicts] == [
        ("blocked", "b/x.py", b"second\n")
    ]
    assert plan.files.keys() == new.keys()
