"""Two branches that changed the data: what can come together does so in any order, and the rest is refused."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from scaffold.evolution import DamagedError, Revision, Words, check_branches, first_revision, next_revision, steps
from scaffold.evolution.errors import ContradictionError
from tests.evolution.lives import Life, Models, spec_of, words

USER = {"email": "string(40)", "team": "ref(team)"}
TEAM = {"name": "string(40)", "code": "string(9), optional"}
BASE: Models = {"team": TEAM, "user": USER}
PHONE = {"phone": "string(20), optional"}
AGE = {"age": "int, optional"}


class Branch(NamedTuple):
    """The models at a branch's end, and what was said on the way."""

    models: Models
    words: Words = Words()
    plurals: Mapping[str, str] | None = None


def fork(*branches: Branch) -> list[Revision]:
    first = next_revision([], spec_of(BASE).entities)
    assert first is not None
    ends = [next_revision([first], spec_of(each.models, each.plurals).entities, each.words) for each in branches]
    return [first, *(each for each in ends if each)]


SQUAD = Branch({"squad": TEAM, "user": {**USER, "team": "ref(squad)"}}, words(rename=["team=squad"]))
TITLE = Branch(
    {"team": {"title": TEAM["name"], "code": TEAM["code"]}, "user": USER}, words(rename=["team.name=team.title"])
)
SQUADS = Branch(BASE, plurals={"team": "squads"})
TEAM_PHONE = Branch({"team": {**TEAM, **PHONE}, "user": USER})
GUEST = Branch({**BASE, "guest": {"team": "ref(team), optional"}})
GONE = Branch({"user": {"email": USER["email"]}}, words(drop=["team", "user.team"]))
NO_CODE = Branch({"team": {"name": TEAM["name"]}, "user": USER}, words(drop=["team.code"]))
LONG = {"name": "string(80)", "code": TEAM["code"]}
NO_PLACE = ": what ran the first has no place for the second"

REFUSED = {
    "a field of a renamed entity": (
        SQUAD,
        TEAM_PHONE,
        "one branch renamed team to squad, and the other changed team" + NO_PLACE,
    ),
    "a limit of a renamed field": (
        TITLE,
        Branch({"team": LONG, "user": USER}),
        "one branch renamed team.name to title, and the other changed team.name" + NO_PLACE,
    ),
    "a field of another table": (
        SQUADS,
        TEAM_PHONE,
        "one branch changed the plural of team to squads, and the other changed team" + NO_PLACE,
    ),
    "a reference to a renamed entity": (
        SQUAD,
        GUEST,
        "one branch renamed team to squad, and the other added a reference to team" + NO_PLACE,
    ),
    "a reference to an entity that is gone": (
        GONE,
        GUEST,
        "one branch removed team, and the other added a reference to team" + NO_PLACE,
    ),
    "a field that is gone": (
        NO_CODE,
        Branch({"team": {**TEAM, "code": "string(20), optional"}, "user": USER}),
        "one branch removed team.code, and the other changed team.code" + NO_PLACE,
    ),
    "two names": (
        SQUAD,
        Branch({"crew": TEAM, "user": {**USER, "team": "ref(crew)"}}, words(rename=["team=crew"])),
        r"one branch renamed team to (\w+), and the other renamed team to (?!\1)(crew|squad)" + NO_PLACE,
    ),
    "a name that the other took": (
        TITLE,
        Branch({"team": {**TEAM, "title": "text, optional"}, "user": USER}),
        "one branch renamed team.name to title, and the other added team.title" + NO_PLACE,
    ),
    "a type": (
        Branch({"team": {**TEAM, "name": "text"}, "user": USER}),
        Branch({"team": LONG, "user": USER}),
        "two branches changed team.name, each in its own way",
    ),
    "the same field": (
        TEAM_PHONE,
        Branch({"team": {**TEAM, **PHONE}, "user": {**USER, **AGE}}),
        "two branches changed team.phone in the same way, each by itself; that can run only once",
    ),
    "the same table": (
        Branch({**BASE, "guest": PHONE}),
        Branch({**BASE, "visitor": PHONE}, plurals={"visitor": "guests"}),
        "two branches made the same table, guest and visitor, each by itself",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_run_in_either_order_is_refused(case: str) -> None:
    one, other, message = REFUSED[case]
    for branches in ((one, other), (other, one)):
        history = fork(*branches)
        with pytest.raises(ContradictionError) as caught:
            check_branches(history)
        assert re.fullmatch(message, caught.value.message)
        assert "take its update back" in str(caught.value.hint)
        with pytest.raises(DamagedError):
            next_revision(history, spec_of(one.models, one.plurals).entities)


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [("decimal(6, 2)", "decimal(9, 4)", True), ("string(6)", "string(9)", False)],
)
def test_only_what_can_be_done_twice_is_done_on_both(before: str, after: str, *, is_refused: bool) -> None:
    first = first_revision(spec_of({"cost": {"price": before}}).entities)
    changed = {"cost": {"price": after}}
    other = {"cost": {"price": after, "note": "text, optional"}}
    branches = [next_revision([first], spec_of(models).entities) for models in (changed, other)]
    history = [first, *(each for each in branches if each)]
    if is_refused:
        with pytest.raises(ContradictionError, match="that can run only once"):
            check_branches(history)
    else:
        check_branches(history)


JOINED = {
    "a field is renamed, another added": (
        TITLE,
        TEAM_PHONE,
        Branch({"team": {"title": "string(40)", "code": TEAM["code"], **PHONE}, "user": USER}),
    ),
    "an entity is renamed, what refers to it changed": (
        SQUAD,
        Branch({"team": TEAM, "user": {**USER, **PHONE, "team": "ref(team), optional"}}),
        Branch({"squad": TEAM, "user": {**USER, **PHONE, "team": "ref(squad), optional"}}),
    ),
    "both made a field longer": (
        Branch({"team": {**LONG, **PHONE}, "user": USER}),
        Branch({"team": {**LONG, **AGE}, "user": USER}),
        Branch({"team": {**LONG, **PHONE, **AGE}, "user": USER}),
    ),
    "what no row tells": (
        Branch({"team": {**TEAM, **PHONE, "name": "string(40), default=a"}, "user": USER}),
        Branch({"team": {**TEAM, **AGE, "name": "string(40), default=b"}, "user": USER}),
        Branch({"team": {**TEAM, **PHONE, **AGE, "name": "string(40), default=c"}, "user": USER}),
    ),
}


@pytest.mark.parametrize("case", JOINED)
def test_what_can_is_joined_from_either_branch(tmp_path: Path, case: str) -> None:
    """A database that ran one branch's migrations, or none, has the tables of both after an upgrade."""
    *branches, both = JOINED[case]
    history = fork(*branches)
    for number, branch in enumerate([None, *branches]):
        folder = tmp_path / str(number)
        url = f"sqlite:///{tmp_path}/{number}.db"
        if branch is not None:
            before = Life(folder / "before")
            before.history = [history[0], history[number]]
            before.write(spec_of(branch.models, branch.plurals)).run(url, ("migrate", "head", "up"))
        together = Life(folder / "after")
        together.history = list(history)
        code = together.step(both.models)
        assert not any(change.is_change for change in steps(together.history)[-1].changes)
        _, stands, meant = code.run(
            url, ("migrate", "head", "up"), ("stands",), ("meant", f"sqlite:///{tmp_path}/m.db")
        )
        assert stands == meant


def test_names_are_followed_through_all_revisions_of_a_branch() -> None:
    crew = spec_of({"crew": TEAM, "user": {**USER, "team": "ref(crew)"}}).entities
    first, squad = fork(SQUAD)
    second = next_revision([first, squad], crew, words(rename=["squad=crew"]))
    assert second is not None
    other = fork(Branch({"team": TEAM, "user": {**USER, **PHONE}}))[1]
    both = spec_of({"crew": TEAM, "user": {**USER, **PHONE, "team": "ref(crew)"}}).entities
    merge = next_revision([first, squad, second, other], both)
    assert merge is not None
    assert not any(change.is_change for change in steps([first, squad, second, other, merge])[-1].changes)
    with pytest.raises(ContradictionError, match="one branch renamed team to crew, and the other changed team"):
        check_branches([first, squad, second, fork(TEAM_PHONE)[1]])
