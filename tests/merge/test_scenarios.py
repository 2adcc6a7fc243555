"""Every scenario, in memory."""

import pytest

from scaffold.merge import MergePlan, plan_update
from tests.merge.memory import MemoryTree, contents, next_base, rendered, written
from tests.merge.scenarios import LABELS, LINKS, SCENARIOS, Scenario


def plan_of(scenario: Scenario) -> tuple[MemoryTree, MergePlan]:
    yours = MemoryTree(scenario.yours)
    base = written(rendered(scenario.base), scenario.moved)
    return yours, plan_update(base, yours, rendered(scenario.new), records=scenario.records, labels=LABELS)


@pytest.mark.parametrize("scenario", [*SCENARIOS, *LINKS], ids=lambda scenario: scenario.name)
def test_outcome(scenario: Scenario) -> None:
    yours, plan = plan_of(scenario)

    assert contents(yours.applied(plan)) == contents(MemoryTree(scenario.files))
    assert [item[:2] if item.source is None else (*item[:2], item.source) for item in plan.items] == [*scenario.items]
    assert [
        (conflict.path, conflict.kind, conflict.regions) if conflict.regions else (conflict.path, conflict.kind)
        for conflict in plan.conflicts
    ] == [*scenario.conflicts]
    assert [note[:2] for note in plan.notes] == [*scenario.notes]


@pytest.mark.parametrize("scenario", [*SCENARIOS, *LINKS], ids=lambda scenario: scenario.name)
def test_a_second_update_changes_nothing(scenario: Scenario) -> None:
    yours, plan = plan_of(scenario)
    new = rendered(scenario.new)

    again = plan_update(next_base(plan, new), yours.applied(plan), new, records=scenario.records, labels=LABELS)

    assert again.changes == {}
    assert again.conflicts == ()
    assert again.files == plan.files


@pytest.mark.parametrize("scenario", [*SCENARIOS, *LINKS], ids=lambda scenario: scenario.name)
def test_the_plan_says_what_it_changes(scenario: Scenario) -> None:
    yours, plan = plan_of(scenario)

    said = {path for item in plan.items for path in (item.path, item.source) if path}
    assert plan.changes.keys() <= said
    assert plan.expected == {path: yours.entry(path) for path in plan.changes}
    assert plan.files.keys() == scenario.new.keys()
    assert all(item.reason for item in plan.items)


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("you replaced a file by a link", {"f": "the templates changed it, but f is a link now"}),
        ("you replaced a file by a folder", {"f": "the templates changed it, but f is a folder now"}),
        (
            "you replaced a folder by a link that points out of the project",
            {"d/f": "the templates changed it, but d is a link now", "d/g": "it is new, but d is a link"},
        ),
    ],
)
def test_what_stands_in_the_way_is_named(name: str, reasons: dict[str, str]) -> None:
    _, plan = plan_of(next(scenario for scenario in SCENARIOS if scenario.name == name))
    assert {conflict.path: conflict.reason for conflict in plan.conflicts} == reasons


def test_there_are_enough_scenarios_and_their_names_differ() -> None:
    assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS) >= 30
