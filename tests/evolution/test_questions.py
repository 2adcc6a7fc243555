"""Which changes go by themselves, and which need a person's word."""

import pytest

from scaffold.evolution import (
    Data,
    Question,
    Revision,
    WordNeededError,
    difference,
    first_revision,
    last_step,
    limit_texts,
    next_revision,
)
from scaffold.evolution.spoken import faults
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


@pytest.mark.parametrize(
    ("name", "text", "fate"),
    [
        ("full_name", "string(39)", "where values of string(40) do not fit, they are cut"),
        ("full_name", "enum(a), default=a", "where values of string(40) do not fit, they become what rows without"),
        ("age", "decimal(3, 1)", "where values of int do not fit, they are rounded, or become the nearest that fits"),
        ("age", "uuid, optional", "none of its values, of int, can be kept"),
    ],
)
def test_a_field_whose_values_may_be_lost_is_said_to_stay(name: str, text: str, fate: str) -> None:
    (question,) = asked(entities(user={name: text}))
    start, _, end = question.message.partition("; ")
    assert start == f"user.{name} stays, and is {text.partition(', def')[0].partition(', opt')[0]} now"
    assert end.startswith(fate)


def test_a_renamed_field_is_said_to_stay_under_its_new_name() -> None:
    after = entities(user={"full_name": None, "name": "string(9)"})
    (question,) = asked(after, rename=["user.full_name=user.name"])
    assert question.message.startswith("user.full_name stays, as user.name, and is string(9) now; ")


@pytest.mark.parametrize(
    ("renames", "drop", "meant"),
    [
        (["user.full_name=user.name"], "user.name", "user.full_name"),
        (["user.status=user.state"], "user.state.blocked", "user.status.blocked"),
        (["team=crew"], "crew.name", "team.name"),
        (["user=person", "user.full_name=person.name"], "person.name", "user.full_name"),
    ],
)
def test_a_drop_of_a_new_name_is_told_the_old_one(renames: list[str], drop: str, meant: str) -> None:
    said = words(rename=renames, drop=[drop])
    found = [question for question in faults(Data(entities()), Data(entities()), said) if question.path == drop]
    assert [question.options for question in found] == [
        (f"did you mean --drop {meant}? what is renamed is called by its old name",)
    ]


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


def test_names_that_go_round_in_a_circle_change_in_one_step() -> None:
    turned = ["user.full_name=user.note", "user.note=user.full_name"]
    after = entities(user={"full_name": "text, optional", "note": "string(40)"})
    assert slug(after, rename=turned) == "rename_user_note_to_full_name_and_1_more"
    assert [each.message for each in asked(after, rename=turned[:1])] == [
        "--rename user.full_name=user.note: user.full_name is still in the spec"
    ]


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


EXAMPLES = [
    "string(3)",
    "string, min=12",
    "text, min=3, max=4",
    "int, min=5",
    "bigint, max=-7",
    "float, min=0.5",
    "decimal(4, 3), min=0.125",
    "bool",
    "date",
    "date, max=2000-01-01",
    "timestamp, min=2030-01-01T00:00:00Z",
    "uuid",
    "email",
    "url",
    "json",
    "enum(x, y)",
    "list(string(5))",
    "list(string(5)), min=1",
    "list(int), min=2, max=3",
    "list(decimal(5, 2)), min=1",
    "list(enum(x, y)), min=1",
    "list(date), min=1",
    "list(timestamp), min=1",
    "list(uuid), min=1",
    "list(email), min=1",
    "list(url), min=1",
    "list(bool), min=3",
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_is_taken(text: str) -> None:
    (question,) = asked(entities(user={"extra": text}))
    fill = question.options[0].removeprefix("--fill ").replace('"', "")
    assert slug(entities(user={"extra": text}), fill=[fill]) == "add_user_extra"


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("list(string(5)), min=2", "[a]", "the value is below min=2"),
        ("list(string(5))", "a", "a list stands in brackets, as in [] or [a, b]"),
        ("list(string(2))", "[abc]", "the value has 3 characters; the field has room for 2"),
        ("list(int)", '["x"]', "'x' is not a whole number"),
        ("list(uuid)", "[random]", "random is not one value for all rows"),
    ],
)
def test_a_list_that_does_not_fit(text: str, value: str, fault: str) -> None:
    (question,) = asked(entities(user={"extra": text}), fill=[f"user.extra={value}"])
    assert question.message == f"--fill user.extra: {fault}"


@pytest.mark.parametrize(("value", "expected"), [("[a, b]", ["a", "b"]), ('["a,b", "c"]', ["a,b", "c"]), ("[]", [])])
def test_the_values_of_a_list(value: str, expected: list[str]) -> None:
    after = entities(user={"extra": "list(string(5))"})
    revision = next_revision(history(), after, words(fill=[f"user.extra={value}"]))
    assert revision is not None
    (change,) = last_step([*history(), revision]).changes[1:]
    assert [field.fill for field in change.fields if field.filled] == [expected]


@pytest.mark.parametrize(
    ("before", "after", "limits"),
    [
        ("int", "int, min=0", ("thing.field: min=0",)),
        ("int, min=0, max=9", "int, min=-1, max=9", ()),
        ("int, min=0", "bigint, min=1, max=5", ("thing.field: min=1", "thing.field: max=5")),
        ("bigint", "int, min=0", ()),
        ("string(9)", "string(9), unique", ("thing.field: unique",)),
        ("string(9), unique", "string(3), unique", ("thing.field: unique",)),
        ("string(9), min=2", "string(12), min=2", ()),
        ("string(9), min=2", "text, min=3", ("thing.field: min=3",)),
        ("date, min=2000-01-01", "timestamp, min=2000-01-01T00:00:00Z", ()),
        ("date", "date, max=2000-01-01", ("thing.field: max=2000-01-01",)),
        ("string(9)", "int, min=0", ()),
        ("list(int)", "list(int), min=1", ()),
        ("decimal(8, 2), unique, min=0, max=9", "decimal(12, 4), unique, min=-1, max=10", ()),
        ("decimal(8, 2), min=1", "decimal(8, 4), min=1", ()),
    ],
)
def test_limits_that_rows_may_break(before: str, after: str, limits: tuple[str, ...]) -> None:
    first, then = (spec_of({"thing": {"field": text}}).entities for text in (before, f"{after}, optional"))
    assert limit_texts(difference(first, then)) == limits


@pytest.mark.parametrize(
    ("field", "fill", "limits"),
    [
        ("int", "5", ()),
        ("int, unique", "5", ("thing.added: unique",)),
        ("int, unique, optional", "5", ("thing.added: unique",)),
        ("uuid, unique", "random", ()),
        ("ref(other)", "00000000-0000-4000-8000-000000000001", ("thing.added: ref(other)",)),
    ],
)
def test_rows_that_a_fill_may_not_suit(field: str, fill: str, limits: tuple[str, ...]) -> None:
    models = {"other": {"name": "string(9)"}, "thing": {"name": "string(9)"}}
    history = [first_revision(spec_of(models).entities)]
    then = spec_of({**models, "thing": {"name": "string(9)", "added": field}}).entities
    revision = next_revision(history, then, words(fill=[f"thing.added={fill}"]))
    assert revision is not None
    assert limit_texts(last_step([*history, revision]).changes) == limits
