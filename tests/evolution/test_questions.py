"""Which changes go by themselves, and which need a person's word."""

import pytest

from scaffold.evolution import (
    Question,
    Revision,
    WordNeededError,
    difference,
    first_revision,
    next_revision,
)
from scaffold.spec import Entity
from tests.evolution.lives import Models, spec_of, words

BASE: Models = {
    "team": {"name": "string(40)"},
    "user": {
        "full_name": "string(40)",
        "age": "int",
        "status": "enum(active, blocked)",
        "team": "ref(team)",
        "note": "text, optional",
    },
}


def entities(**changes: dict[str, str | None]) -> tuple[Entity, ...]:
    """The base with fields changed, added, or (None) removed."""
    changed = {}
    for name in dict.fromkeys((*BASE, *changes)):
        fields = {**BASE.get(name, {}), **changes.get(name, {})}
        changed[name] = {field: text for field, text in fields.items() if text is not None}
    return spec_of(changed).entities


def history() -> list[Revision]:
    return [first_revision(entities())]


def asked(after: tuple[Entity, ...], **said: list[str]) -> list[Question]:
    with pytest.raises(WordNeededError) as error:
        next_revision(history(), after, words(**said))
    return list(error.value.questions)


def slug(after: tuple[Entity, ...], **said: list[str]) -> str | None:
    revision = next_revision(history(), after, words(**said))
    return None if revision is None else revision.slug


@pytest.mark.parametrize(
    "user",
    [
        {},
        {"age": "int, default=3"},
        {"age": "int, immutable"},
        {"status": "enum(blocked, active)"},
    ],
)
def test_what_the_service_alone_decides_is_no_change(user: dict[str, str | None]) -> None:
    assert next_revision(history(), entities(user=user)) is None


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ({"phone": "string, optional"}, "add_user_phone"),
        ({"phone": "string, default=x"}, "add_user_phone"),
        ({"full_name": "string(41)"}, "change_user_full_name"),
        ({"full_name": "text"}, "change_user_full_name"),
        ({"age": "bigint"}, "change_user_age"),
        ({"age": "string(11)"}, "change_user_age"),
        ({"age": "int, optional"}, "change_user_age"),
        ({"age": "int, unique"}, "change_user_age"),
        ({"age": "int, indexed"}, "change_user_age"),
        ({"age": "int, min=0"}, "change_user_age"),
        ({"status": "enum(active, blocked, gone)"}, "change_user_status"),
        ({"note": "text, default=none"}, "change_user_note"),
        ({"a": "int, optional", "b": "int, optional"}, "add_user_a_and_1_more"),
    ],
)
def test_what_loses_nothing_needs_no_word(user: dict[str, str | None], expected: str) -> None:
    revision = next_revision(history(), entities(user=user))
    assert revision is not None
    assert revision.slug == expected
    assert revision.parents == ("0001",)
    assert revision.id.startswith("0002_")


@pytest.mark.parametrize(
    ("user", "path", "options"),
    [
        ({"age": None}, "user.age", ("--drop user.age",)),
        ({"age": "uuid, optional"}, "user.age", ("--drop user.age",)),
        ({"full_name": "string(39)"}, "user.full_name", ("--drop user.full_name",)),
        ({"status": "enum(active), default=active"}, "user.status.blocked", ("--drop user.status.blocked",)),
        (
            {"status": "enum(active, off), default=off"},
            "user.status.blocked",
            ("--rename user.status.blocked=user.status.off", "--drop user.status.blocked"),
        ),
        (
            {"full_name": None, "name": "string(50), default=x"},
            "user.full_name",
            ("--rename user.full_name=user.name", "--drop user.full_name"),
        ),
        (
            {"phone": "string(20)"},
            "user.phone",
            ('--fill user.phone="unknown"', 'default="unknown" in the spec, or make it optional in the spec'),
        ),
        (
            {"note": "text"},
            "user.note",
            ('--fill user.note="unknown"', 'default="unknown" in the spec, or make it optional in the spec'),
        ),
        ({"code": "string(20), unique"}, "user.code", ("--fill user.code=",)),
        ({"other": "ref(team)"}, "user.other", ("--fill user.other=",)),
        ({"key": "uuid, unique"}, "user.key", ("--fill user.key=random",)),
    ],
)
def test_one_question(user: dict[str, str | None], path: str, options: tuple[str, ...]) -> None:
    (question,) = asked(entities(user=user))
    assert (question.path, question.options) == (path, options)


def test_every_question_at_once() -> None:
    after = spec_of({"user": {"name": "string(30)", "flag": "bool", "status": "enum(active)"}}).entities
    lost = ["team", "user.full_name", "user.age", "user.team", "user.note", "user.status.blocked"]
    assert [question.path for question in asked(after)] == [*lost[:-1], "user.flag", lost[-1], "user.status"]


def test_a_field_that_may_be_a_renamed_one_is_asked_about_afterwards() -> None:
    after = entities(user={"full_name": None, "name": "string(40)", "status": "enum(active, off)"})
    first = asked(after)
    assert [question.path for question in first] == ["user.full_name", "user.status.blocked"]
    second = asked(after, drop=["user.full_name", "user.status.blocked"])
    assert [question.options[0] for question in second] == ["--fill user.status=active", '--fill user.name="unknown"']
    rename = ["user.full_name=user.name", "user.status.blocked=user.status.off"]
    assert slug(after, rename=rename) == "change_user_status_and_1_more"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"rename": ["user.nme=user.name"]}, "--rename user.nme=user.name: there was no user.nme"),
        ({"rename": ["user.age=user.name"]}, "--rename user.age=user.name: user.age is still in the spec"),
        ({"rename": ["user.full_name=user.nam"]}, "--rename user.full_name=user.nam: there is no user.nam in the spec"),
        ({"rename": ["user.full_name=name"]}, "an entity cannot become a field"),
        ({"rename": ["user.full_name=user.age"]}, "there was a user.age before; take two steps"),
        ({"rename": ["user.full_name=team.name"]}, "there was a team.name before"),
        ({"drop": ["user.nothing"]}, "--drop user.nothing: there was no user.nothing"),
        ({"drop": ["user.age", "user.full_name"]}, "--drop user.age: nothing of user.age is lost"),
        (
            {"rename": ["user.full_name=user.name"], "fill": ["user.age=3"]},
            "--fill user.age=3: no row that exists needs a value for user.age",
        ),
        (
            {"drop": ["user.full_name"], "fill": [f"user.name={'x' * 41}"]},
            "--fill user.name: the value has 41 characters; the field has room for 40",
        ),
    ],
)
def test_a_word_that_means_nothing(said: dict[str, list[str]], message: str) -> None:
    after = entities(user={"full_name": None, "name": "string(40)"})
    assert message in "\n".join(question.message for question in asked(after, **said))


def test_words_answer() -> None:
    renamed = entities(user={"full_name": None, "name": "string(40)"})
    assert slug(renamed, rename=["user.full_name=user.name"]) == "rename_user_full_name_to_name"
    assert slug(renamed, drop=["user.full_name"], fill=["user.name=x"]) == "remove_user_full_name_and_1_more"
    narrower = entities(user={"status": "enum(active)"})
    assert slug(narrower, drop=["user.status.blocked"], fill=["user.status=active"]) == "change_user_status"
    assert slug(entities(user={"other": "ref(team)"}), fill=["user.other="]) == "add_user_other"
    assert slug(entities(user={"key": "uuid, unique"}), fill=["user.key=random"]) == "add_user_key"
    assert slug(entities(user={"team": None, "squad": "ref(team)"}), rename=["user.team=user.squad"])


def test_an_entity_moves_with_all_that_refers_to_it() -> None:
    fields = {**BASE["user"], "team": "ref(squad)"}
    after = spec_of({"squad": BASE["team"], "user": fields}).entities
    said = words(rename=["team=squad"])
    revision = next_revision(history(), after, said)
    assert revision is not None
    assert revision.slug == "rename_team_to_squad"
    (change,) = difference(entities(), after, said.renames)
    assert (change.kind, change.before and change.before.name) == ("renamed", "team")


def test_a_table_does_not_take_the_name_of_another() -> None:
    after = spec_of(
        {"team": {"name": "string(40)"}, "person": BASE["user"]}, {"person": "users", "team": "crews"}
    ).entities
    assert any("person takes the plural of user, users" in q.message for q in asked(after, drop=["user"]))


def test_the_same_change_has_the_same_name() -> None:
    after = entities(user={"phone": "string, optional"})
    one, other = next_revision(history(), after), next_revision(history(), after)
    assert one == other
    third = next_revision(history(), entities(user={"phone": "text, optional"}))
    assert one is not None
    assert third is not None
    assert (one.slug, one.id) != (third.slug, third.id)
    assert one.slug == third.slug
