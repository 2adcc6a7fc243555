"""What holds for every update. `SCAFFOLD_FUZZ=40` makes it 2,000 of them."""

import os
from collections import Counter

from hypothesis import HealthCheck, event, given, settings

from scaffold.merge import MergePlan, plan_update
from scaffold.merge.text import is_binary, read_text
from scaffold.project.model import Entry
from tests.merge.memory import MemoryTree, as_bytes, as_file, next_base, rendered, written
from tests.merge.scenarios import LABELS
from tests.merge.strategies import World, worlds

FUZZ = int(os.environ.get("SCAFFOLD_FUZZ", "1"))
often = settings(
    max_examples=50 * FUZZ, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@often
@given(worlds())
def test_an_update(world: World) -> None:
    yours = MemoryTree(world.yours)
    new = rendered(world.new)
    plan = plan_update(written(rendered(world.base)), yours, new, labels=LABELS)
    after = yours.applied(plan)

    for item in plan.items:
        event(item.kind)
    _check_the_same_plan_again(world, plan)
    _check_user_lines(world, yours, after, plan)
    _check_untouched(yours, after, plan)
    again = plan_update(next_base(plan, new), after, new, labels=LABELS)
    assert again.changes == {}
    assert again.conflicts == ()


def _check_the_same_plan_again(world: World, plan: MergePlan) -> None:
    """The order of dictionaries does not matter."""
    yours = MemoryTree(dict(reversed(world.yours.items())))
    base = written(dict(reversed(rendered(world.base).items())))
    assert plan_update(base, yours, dict(reversed(rendered(world.new).items())), labels=LABELS) == plan


def _check_user_lines(world: World, yours: MemoryTree, after: MemoryTree, plan: MergePlan) -> None:
    """Each line of the user's is where the plan says that its file is, in a conflict too."""
    moved = {item.source: item.path for item in plan.items if item.source}
    for path, entry in yours.entries.items():
        if entry.kind != "file":
            assert after.entries[path] == entry
            continue
        origin = world.origins.get(path)
        base = as_bytes(as_file(world.base[origin]).content) if origin else b""
        result = after.entry(moved.get(path, path))
        lost = _own_lines(entry.content, base) - _lines(result)
        assert not lost, f"{path} lost {lost}"


def _own_lines(content: bytes, base: bytes) -> Counter[bytes]:
    if is_binary(content):
        return Counter() if content == base else Counter([content])
    return Counter(read_text(content).lines) - Counter(read_text(base).lines)


def _lines(entry: Entry | None) -> Counter[bytes]:
    content = entry.content if entry and entry.kind == "file" else b""
    return Counter([content]) if is_binary(content) else Counter(read_text(content).lines)


def _check_untouched(yours: MemoryTree, after: MemoryTree, plan: MergePlan) -> None:
    """What the plan does not name is as it was, and no two files differ only in case because of it."""
    for path in yours.entries.keys() | after.entries.keys():
        if path not in plan.changes:
            assert after.entries.get(path) == yours.entries.get(path)
    spelled = Counter(path.casefold() for path in after.entries)
    written = {path.casefold() for path, file in plan.changes.items() if file and path not in yours.entries}
    assert not [path for path in written if spelled[path] > 1]
    assert {conflict.path for conflict in plan.conflicts} == {
        item.path for item in plan.items if item.kind == "conflict"
    }
    assert {entry.path for entry in plan.files.values()} == plan.files.keys()
