"""Features that store data beside the entities: revisions, questions, and branches that come together."""

import tomllib
from typing import Any

import pytest
import tomlkit

from scaffold.evolution import (
    DamagedError,
    Revision,
    Stored,
    StoredChange,
    WordNeededError,
    Words,
    check_branches,
    first_revision,
    last_step,
    next_revision,
)
from scaffold.evolution.codec import decode, encode
from scaffold.evolution.errors import ContradictionError
from scaffold.evolution.stored import stored_changes
from tests.evolution.lives import Models, spec_of, words

USER: Models = {"user": {"name": "string(40)"}}
WITH_AGE: Models = {"user": {"name": "string(40)", "age": "int, optional"}}
BOX: Stored = (("box", 1),)
TRAY: Stored = (("tray", 1),)


def start(stored: Stored = (), models: Models = USER) -> Revision:
    return first_revision(spec_of(models).entities, stored)


def then(history: list[Revision], stored: Stored, models: Models = USER, said: Words | None = None) -> Revision | None:
    return next_revision(history, spec_of(models).entities, said or Words(), stored=stored)


def added(history: list[Revision], stored: Stored, models: Models = USER, said: Words | None = None) -> Revision:
    revision = then(history, stored, models, said)
    assert revision is not None
    return revision


@pytest.mark.parametrize(
    ("before", "after", "changes", "versions"),
    [
        ((), (), [], []),
        (BOX, BOX, [], []),
        ((), (("box", 2),), [("box", 0, 2)], [(1, 2)]),
        ((("box", 1),), (("box", 3),), [("box", 1, 3)], [(2, 3)]),
        ((("box", 2),), (), [("box", 2, 0)], [(2, 1)]),
        ((("box", 3),), BOX, [("box", 3, 1)], [(3, 2)]),
        ((), (*BOX, *TRAY), [("box", 0, 1), ("tray", 0, 1)], [(1,), (1,)]),
        ((*BOX, *TRAY), (), [("tray", 1, 0), ("box", 1, 0)], [(1,), (1,)]),
        ((*BOX, *TRAY), (("bag", 1), ("box", 2)), [("tray", 1, 0), ("bag", 0, 1), ("box", 1, 2)], [(1,), (1,), (2,)]),
    ],
)
def test_what_differs_in_the_order_in_which_it_is_made(
    before: Stored, after: Stored, changes: list[tuple[str, int, int]], versions: list[tuple[int, ...]]
) -> None:
    found = stored_changes(before, after)
    assert list(found) == [StoredChange(*each) for each in changes]
    assert [each.versions for each in found] == versions
    back = stored_changes(after, before)
    assert {(each.feature, each.after, each.before) for each in back} == set(changes)


def test_a_revision_is_due_where_what_is_stored_differs() -> None:
    history = [start()]
    assert then(history, ()) is None
    one = added(history, BOX)
    assert (one.slug, one.parents, one.stored) == ("add_box", ("0001",), BOX)
    history.append(one)
    assert then(history, BOX) is None
    raised = added(history, (("box", 2),))
    assert (raised.slug, raised.stored) == ("change_box", (("box", 2),))
    both = added(history, (*BOX, *TRAY), WITH_AGE)
    assert both.slug == "add_user_age_and_1_more"
    assert last_step([*history, both]).summaries == ("add user.age", "add tray")


def test_a_step_holds_the_way_there_and_back() -> None:
    history = [start(BOX)]
    assert last_step(history).stored_changes == (StoredChange("box", 0, 1),)
    assert last_step(history).stored_undo == (StoredChange("box", 1, 0),)
    history.append(added(history, (("box", 2), *TRAY)))
    step = last_step(history)
    assert step.stored_changes == (StoredChange("box", 1, 2), StoredChange("tray", 0, 1))
    assert step.stored_undo == (StoredChange("tray", 1, 0), StoredChange("box", 2, 1))
    assert [change for change in step.changes if change.is_change] == []


def asked(history: list[Revision], stored: Stored, models: Models = USER, said: Words | None = None) -> list[Any]:
    with pytest.raises(WordNeededError) as caught:
        then(history, stored, models, said)
    return [(question.path, question.message, question.options) for question in caught.value.questions]


def test_what_a_feature_stored_goes_with_a_word_alone() -> None:
    history = [start((*BOX, *TRAY))]
    assert asked(history, ()) == [
        ("tray", "tray is off, and what it stored goes with it", ("--drop tray",)),
        ("box", "box is off, and what it stored goes with it", ("--drop box",)),
    ]
    gone = added(history, BOX, said=words(drop=["tray"]))
    assert (gone.slug, gone.stored, gone.words.drops) == ("remove_tray", BOX, ("tray",))
    assert last_step([*history, gone]).stored_changes == (StoredChange("tray", 1, 0),)


def test_a_word_that_nothing_needs_is_refused() -> None:
    history = [start(BOX)]
    assert asked(history, BOX, said=words(drop=["box"])) == [("box", "--drop box: nothing of box is lost", ())]
    assert asked(history, BOX, said=words(drop=["bx"])) == [
        ("bx", "--drop bx: there was no bx", ('did you mean "box"?',))
    ]


def test_one_word_for_an_entity_and_a_feature_says_so() -> None:
    history = [start(BOX, {**USER, "box": {"size": "int"}})]
    assert asked(history, ()) == [
        ("box", "box is gone, and its rows with it", ("--drop box",)),
        ("box", "box is off, and what it stored goes with it; the same word gives up the entity box", ("--drop box",)),
    ]
    assert asked(history, (), {**USER, "box": {"size": "int"}}) == [
        ("box", "box is off, and what it stored goes with it", ("--drop box",))
    ]


def test_as_data() -> None:
    revision = start((("tray", 2), ("box", 1)))
    text = tomlkit.dumps(encode(revision))
    assert "[stored]\ntray = 2\nbox = 1\n" in text
    assert decode(tomllib.loads(text)) == revision
    assert decode(tomlkit.parse(text).unwrap()) == revision
    assert "stored" not in tomlkit.dumps(encode(start()))


@pytest.mark.parametrize(
    ("stored", "message"),
    [
        (["box"], "revision 0001: stored must be a table"),
        ({"box": 0}, "revision 0001: stored must have versions from 1 on, by the names of features: 'box', 0"),
        ({"box": True}, "by the names of features: 'box', True"),
        ({"box": "1"}, "by the names of features: 'box', '1'"),
        ({"../box": 1}, "by the names of features: '../box', 1"),
    ],
)
def test_damage_is_told(stored: object, message: str) -> None:
    with pytest.raises(DamagedError) as caught:
        decode({**encode(start()), "stored": stored})
    assert message in str(caught.value)


def fork(base: Stored, one: Stored, other: Stored) -> list[Revision]:
    """Give a history with two ends; the second also changes an entity, so that the ends differ."""
    first = start(base)
    drops = [{name: words(drop=[name])} for name, _ in base]
    said = {name: word for each in drops for name, word in each.items()}
    ends = []
    for stored, models in ((one, USER), (other, WITH_AGE)):
        lost = next((said[name] for name, _ in base if name not in dict(stored)), None)
        ends.append(then([first], stored, models, lost))
    return [first, *(end for end in ends if end)]


JOINED = {
    "both add": ((), BOX, TRAY, (*BOX, *TRAY)),
    "one raises": (BOX, (("box", 2),), BOX, (("box", 2),)),
    "the other raises": (BOX, (*BOX, *TRAY), (("box", 3),), (("box", 3), *TRAY)),
    "one removes": (BOX, (), BOX, ()),
    "one removes and the other adds": (BOX, (), (*BOX, *TRAY), TRAY),
}


@pytest.mark.parametrize("case", JOINED)
def test_branches_come_together(case: str) -> None:
    base, one, other, joined = JOINED[case]
    history = fork(base, one, other)
    for ends in (history[1:], history[:0:-1]):
        whole = [history[0], *ends]
        check_branches(whole)
        merge = added(whole, joined, WITH_AGE)
        assert (merge.slug, merge.parents) == ("merge", tuple(end.id for end in ends))
        assert dict(merge.stored) == dict(joined)
        assert last_step([*whole, merge]).stored_changes == ()


REFUSED = {
    "both add the same": ((), BOX, BOX, "two branches added what box stores; that can run only once"),
    "both raise": (BOX, (("box", 2),), (("box", 2),), "two branches changed what box stores; that can run only once"),
    "both remove": (BOX, (), (), "two branches removed what box stores; that can run only once"),
    "one raises what the other removes": (
        BOX,
        (("box", 2),),
        (),
        "one branch changed what box stores, and the other removed it; that can run only once",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_branches_that_contradict_each_other(case: str) -> None:
    *sides, message = REFUSED[case]
    with pytest.raises(ContradictionError) as caught:
        check_branches(fork(*sides))
    assert caught.value.message == message


def test_the_same_change_on_two_branches_is_one_revision() -> None:
    assert added([start()], BOX).id == added([start()], BOX).id != added([start()], TRAY).id
