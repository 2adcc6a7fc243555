"""Features turned on and off in a spec by edits that keep the rest."""

import pytest

from scaffold.catalog import load_catalog
from scaffold.catalog.model import Catalog
from scaffold.tusk import parse
from scaffold.update.errors import UpdateError
from scaffold.update.switching import turn_off, turn_on, users_first

SPEC = """# Users.
[service_template]
name: "user-service"   # its name
database: "sqlite"

[models]
user: # people
  email: "email, unique"
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def test_on_changes_one_value(catalog: Catalog) -> None:
    spec = turn_on(parse(SPEC), catalog, "postgresql")
    assert "postgresql" in spec.features
    assert spec.document.text == SPEC.replace('"sqlite"', '"postgresql"')


def test_on_twice_is_on(catalog: Catalog) -> None:
    text = turn_on(parse(SPEC), catalog, "postgresql").document.text
    assert turn_on(parse(text), catalog, "postgresql").document.text == text


def test_on_and_off_again(catalog: Catalog) -> None:
    text = SPEC.replace('"sqlite"', '"postgresql" # later')
    spec = turn_off(parse(text), catalog, "postgresql")
    assert "postgresql" not in spec.features
    assert [line for line in text.splitlines() if "database" not in line] == [
        line for line in spec.document.text.splitlines() if "database" not in line
    ]


def test_what_the_default_turns_on_is_turned_off_by_a_value(catalog: Catalog) -> None:
    spec = turn_off(parse(SPEC), catalog, "architecture")
    assert "architecture" not in spec.features
    assert spec.document.text.startswith(SPEC.rstrip("\n"))
    assert "loose_coupling: false" in spec.document.text


def test_off_twice_is_off(catalog: Catalog) -> None:
    text = turn_off(parse(SPEC), catalog, "compose").document.text
    assert turn_off(parse(text), catalog, "compose").document.text == text


@pytest.mark.parametrize("name", ["container", "architecture", "compose", "github_actions"])
def test_every_feature_with_a_switch_can_go_and_come_back(catalog: Catalog, name: str) -> None:
    gone = turn_off(parse(SPEC), catalog, name)
    assert name not in gone.features
    assert not gone.has_errors
    if catalog.features[name].enable:
        back = turn_on(gone.document, catalog, name)
        assert name in back.features
        assert not back.has_errors


@pytest.mark.parametrize(("name", "feature"), [("postgres", "postgresql"), ("kafka", "events"), ("pact", "contract")])
def test_a_feature_by_what_people_know_it_by(catalog: Catalog, name: str, feature: str) -> None:
    spec = turn_on(parse(SPEC), catalog, name)
    assert feature in spec.features
    assert spec.document.text == turn_on(parse(SPEC), catalog, feature).document.text
    gone = turn_off(spec.document, catalog, name)
    assert feature not in gone.features


def test_features_go_in_whatever_order_they_are_named(catalog: Catalog) -> None:
    names = ["kafcat", "registration", "consul", "cache"]
    for named in (names, names[::-1]):
        ordered = users_first(named, catalog)
        assert ordered.index("registration") < ordered.index("consul")
        assert ordered[0] == "kafcat"
        assert sorted(ordered) == sorted(names)


def test_no_feature_is_known_by_the_name_of_another(catalog: Catalog) -> None:
    known = [name for feature in catalog.features.values() for name in (feature.name, *feature.also)]
    assert len(known) == len(set(known))


def test_a_feature_without_a_switch_says_what_brings_it(catalog: Catalog) -> None:
    with pytest.raises(UpdateError) as caught:
        turn_on(parse(SPEC), catalog, "redis")
    assert caught.value.hint == "it comes with what needs it: cache, messaging"


@pytest.mark.parametrize(("name", "message"), [("service", "part of every service"), ("kafcat", "no feature kafcat")])
def test_what_cannot_be_turned_off(catalog: Catalog, name: str, message: str) -> None:
    with pytest.raises(UpdateError, match=message):
        turn_off(parse(SPEC), catalog, name)


@pytest.mark.parametrize(("name", "message"), [("tracing", "not generated yet"), ("postgre", "no feature postgre")])
def test_what_cannot_be_turned_on(catalog: Catalog, name: str, message: str) -> None:
    with pytest.raises(UpdateError, match=message):
        turn_on(parse(SPEC), catalog, name)


def test_commands_that_write_events_turn_event_sourcing_on(catalog: Catalog) -> None:
    text = SPEC + "[service_patterns]\ncqrs: true\n[cqrs_implementation]\ncommand_side: 'event_sourcing'\n"
    assert "event_sourcing" in turn_on(parse(text), catalog, "event_sourcing").features
    assert turn_on(parse(text), catalog, "event_sourcing").document.text == text
    off = turn_off(parse(text), catalog, "event_sourcing")
    assert "event_sourcing" not in off.features
    assert "cqrs" in off.features
