"""The chain of revisions: as data, and where branches come together."""

import tomllib
from typing import Any

import pytest
import tomlkit

from scaffold.evolution import DamagedError, Revision, first_revision, next_revision, steps
from scaffold.evolution.codec import decode, encode
from tests.evolution import kinds
from tests.evolution.lives import spec_of, words

A = {"user": {"name": "string(40)"}}
WITH_PHONE = {"user": {"name": "string(40)", "phone": "string, optional"}}
WITH_AGE = {"user": {"name": "string(40)", "age": "int, optional"}}
WITH_BOTH = {"user": {"name": "string(40)", "age": "int, optional", "phone": "string, optional"}}


def chain(*models: dict[str, dict[str, str]]) -> list[Revision]:
    history: list[Revision] = []
    for each in models:
        revision = next_revision(history, spec_of(each).entities)
        assert revision is not None
        history.append(revision)
    return history


def full() -> Revision:
    history = [first_revision(spec_of(kinds.BEFORE).entities)]
    revision = next_revision(history, spec_of(kinds.AFTER, kinds.PLURALS).entities, kinds.WORDS)
    assert revision is not None
    return revision


def test_a_revision_is_data_for_toml() -> None:
    for revision in (full(), first_revision(spec_of(kinds.BEFORE).entities), chain(A)[0]):
        text = tomlkit.dumps(encode(revision))
        assert decode(tomllib.loads(text)) == revision
        assert decode(tomlkit.parse(text).unwrap()) == revision
        assert tomlkit.dumps(encode(decode(tomllib.loads(text)))) == text


def change(data: dict[str, Any], **values: object) -> dict[str, Any]:
    return {**data, **values}


def field(**values: object) -> list[dict[str, Any]]:
    return [{"name": "user", "plural": "users", "fields": {"name": values}}]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (7, "a revision must be a table"),
        ({"id": "00 01"}, "a revision's id must be small letters, digits and _, at most 32: '00 01'"),
        ({"id": "x" * 33}, "a revision's id must be"),
        ({"slug": "../x"}, "revision 0001: the slug must be small letters, digits and _: '../x'"),
        ({"parents": "0000"}, "revision 0001: parents must be a list of texts"),
        ({"renames": [["a"]]}, "revision 0001: renames must be a list of pairs"),
        ({"more": 1}, "revision 0001: there is no key 'more'; a newer scaffold may have written it"),
        ({"entities": {}}, "revision 0001: entities must be a list of tables"),
        ({"entities": [{"name": "User", "plural": "users", "fields": {}}]}, "words of small letters: 'User', 'users'"),
        ({"entities": field(type="strang")}, "revision 0001: user.name: there is no field type 'strang'"),
        ({"entities": field(type="string")}, "revision 0001: user.name: a field of type string needs a length"),
        ({"entities": field(type="string", length="4")}, "user.name: length must be a whole number: '4'"),
        ({"entities": field(type="string", length=True)}, "user.name: length must be a whole number: True"),
        ({"entities": field(type="int", unique=1)}, "user.name: unique must be bool: 1"),
        ({"entities": field(type="int", default="{")}, "user.name: the default must be JSON in a text: '{'"),
        ({"entities": field(type="enum", length=1)}, "user.name: a field of type enum needs values"),
        ({"entities": field(type="list")}, "user.name: a field of type list needs items"),
        ({"entities": field(type="ref", target="team")}, "user.name refers to team, which is no entity of it"),
        ({"entities": field(type="int") * 2}, "two entities have the same name or the same plural"),
    ],
)
def test_damage_is_told(damage: Any, message: str) -> None:
    good = {"id": "0001", "slug": "initial", "parents": [], "entities": field(type="int")}
    assert decode(good)
    with pytest.raises(DamagedError) as error:
        decode(change(good, **damage) if isinstance(damage, dict) else damage)
    assert message in str(error.value)


def test_a_history_is_a_chain() -> None:
    first, second = chain(A, WITH_PHONE)
    assert [step.id for step in steps((first, second))] == ["0001", second.id]
    for history, message in (
        ((first, first), "two revisions are called 0001"),
        ((second,), "follows 0001, which is not before it"),
        ((first, second._replace(parents=())), "follows none, and is not the first"),
    ):
        with pytest.raises(DamagedError, match=message):
            steps(history)


def test_branches_come_together() -> None:
    first, phone = chain(A, WITH_PHONE)
    _, age = chain(A, WITH_AGE)
    merge = next_revision([first, phone, age], spec_of(WITH_BOTH).entities)
    assert merge is not None
    assert (merge.parents, merge.slug, merge.id[:5]) == ((phone.id, age.id), "merge", "0003_")
    assert not any(each.is_change for each in steps([first, phone, age, merge])[-1].changes)
    assert next_revision([first, phone, age, merge], spec_of(WITH_BOTH).entities) is None
    after = next_revision([first, phone, age, merge], spec_of(A).entities, words(drop=["user.phone", "user.age"]))
    assert after is not None
    assert after.parents == (merge.id,)
    assert after.id.startswith("0004_")


def test_branches_that_contradict_need_a_person() -> None:
    first, phone = chain(A, WITH_PHONE)
    _, other = chain(A, {"user": {"name": "string(40)", "phone": "int, optional"}})
    with pytest.raises(DamagedError, match=r"two branches changed user.phone, each in its own way") as caught:
        next_revision([first, phone, other], spec_of(WITH_PHONE).entities)
    assert "take its update back" in str(caught.value.hint)


def test_revisions_written_by_hand_stay_in_the_chain() -> None:
    first, phone = chain(A, WITH_PHONE)
    own = next_revision([first], phone.entities, heads=("by_hand",))
    assert own is not None
    assert (own.parents, own.follows) == (("0001",), ("by_hand",))
    assert steps([first, own])[-1].parents == ("by_hand",)
    assert decode(encode(own)) == own
    assert next_revision([first], phone.entities, heads=("0001",)) == phone
