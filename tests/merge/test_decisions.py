"""The table has an answer to everything that can happen."""

from itertools import product
from typing import get_args

from scaffold.catalog.model import Ownership
from scaffold.merge.decisions import TABLE, Action, NewState, Situation, YourState, decide

WAS_THERE = {"unchanged", "changed", "deleted", "replaced"}


def test_the_table_is_exhaustive() -> None:
    possible = {
        Situation(ownership, yours, new)
        for ownership, yours, new in product(get_args(Ownership), get_args(YourState), get_args(NewState))
        if (yours in WAS_THERE) == (new != "added")
    }
    assert TABLE.keys() == possible


def test_every_action_is_used() -> None:
    without_git = {decide(situation, private=private, never=True) for situation in TABLE for private in (True, False)}
    assert {*TABLE.values(), *without_git} == set(get_args(Action))


def test_what_git_ignores_is_never_changed() -> None:
    for situation in TABLE:
        action = decide(situation, private=True)
        assert action not in {"update", "merge", "delete", "conflict_added", "conflict_derived", "conflict_deleted"}
        assert action != "stay_deleted"


def test_what_git_has_never_had_is_only_not_deleted() -> None:
    for situation, action in TABLE.items():
        assert decide(situation, never=True) == ("not_here" if action == "stay_deleted" else action)


def test_only_what_nobody_edited_is_replaced_or_removed() -> None:
    for situation, action in TABLE.items():
        if action in ("update", "delete"):
            assert situation.yours == "unchanged"
            assert situation.ownership != "seeded"
        if action == "add":
            assert situation.yours == "absent"


def test_what_both_changed_is_merged_or_a_conflict() -> None:
    assert decide(Situation("merged", "changed", "changed")) == "merge"
    assert decide(Situation("derived", "changed", "changed")) == "conflict_derived"
    assert decide(Situation("merged", "changed", "deleted")) == "conflict_deleted"
