"""The Avro schemas of events, the topics that they are in, and what a change of them breaks."""

import json
from typing import Any

import pytest

from scaffold.spec.model import Entity, Field
from templates.features.events.prepare.avro import entity_events, schema_text
from templates.features.events.prepare.compatibility import differences
from templates.features.events.prepare.review import review
from templates.features.events.prepare.topics import topic_of

NAME = Field("name", "string")
KIND = Field("kind", "enum", values=("small", "large"))


def schema(*fields: Field) -> str:
    return schema_text("thing_made", "shop", "A thing is made.", fields)


def as_data(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(schema(field))["fields"][0]
    return found


def test_a_schema_is_a_record_of_the_event() -> None:
    assert json.loads(schema(NAME)) == {
        "type": "record",
        "name": "ThingMade",
        "namespace": "shop",
        "doc": "A thing is made.",
        "fields": [{"name": "name", "type": "string"}],
    }


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (Field("x", "text"), "string"),
        (Field("x", "email"), "string"),
        (Field("x", "url"), "string"),
        (Field("x", "int"), "int"),
        (Field("x", "bigint"), "long"),
        (Field("x", "float"), "double"),
        (Field("x", "bool"), "boolean"),
        (Field("x", "date"), {"type": "int", "logicalType": "date"}),
        (Field("x", "timestamp"), {"type": "long", "logicalType": "timestamp-micros"}),
        (Field("x", "uuid"), {"type": "string", "logicalType": "uuid"}),
        (Field("x", "json"), {"type": "string", "logicalType": "json"}),
        (
            Field("x", "decimal", precision=12, scale=2),
            {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2},
        ),
        (Field("x", "list", items=Field("x", "bool")), {"type": "array", "items": "boolean"}),
    ],
)
def test_types(field: Field, kind: object) -> None:
    assert as_data(field) == {"name": "x", "type": kind}
    assert as_data(field._replace(optional=True)) == {"name": "x", "type": ["null", kind], "default": None}


def test_an_enum_can_grow() -> None:
    symbols = {"type": "enum", "name": "ThingMadeKind", "symbols": ["small", "large", "unknown"], "default": "unknown"}
    assert as_data(KIND)["type"] == symbols
    own = as_data(KIND._replace(values=("unknown", "large")))["type"]
    assert own["symbols"] == ["unknown", "large"]
    many = as_data(Field("kind", "list", items=KIND))["type"]
    assert many == {"type": "array", "items": symbols}


def test_a_reference_is_the_id_that_is_shown() -> None:
    assert as_data(Field("user", "ref", target="user"))["name"] == "user_id"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field("x", "int", default=3), 3),
        (Field("x", "float", default=1), 1.0),
        (Field("x", "bool", default=False), False),
        (Field("x", "string", default="ä"), "ä"),
        (Field("x", "list", items=NAME, default=[]), []),
        (Field("x", "json", default={"a": "ä"}), '{"a":"ä"}'),
        (Field("x", "date", default="1970-01-31"), 30),
        (Field("x", "timestamp", default="1970-01-01T00:00:01.000002+00:00"), 1_000_002),
        (Field("x", "decimal", precision=5, scale=2, default="0"), "\x00"),
        (Field("x", "decimal", precision=5, scale=2, default="1.5"), "\x00\x96"),
        (Field("x", "decimal", precision=5, scale=2, default="1.27"), "\x7f"),
        (Field("x", "decimal", precision=5, scale=2, default="-1.28"), "\x80"),
        (Field("x", "decimal", precision=5, scale=2, default="-1.29"), "\xff\x7f"),
        (KIND._replace(default="large"), "large"),
    ],
)
def test_defaults_are_written_as_the_type_below(field: Field, value: object) -> None:
    found = as_data(field._replace(has_default=True))["default"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("moment", ["now", "today"])
def test_the_present_moment_is_no_default_for_old_events(moment: str) -> None:
    kind = "date" if moment == "today" else "timestamp"
    assert "default" not in as_data(Field("x", kind, default=moment, has_default=True))  # type: ignore[arg-type]


def test_events_of_an_entity() -> None:
    entity = Entity("big_thing", "big_things", "BigThing", "Big thing", "big-things", (NAME,))
    events = {name: [field.name for field in fields] for name, _, fields in entity_events(entity)}
    whole = ["id", "version", "created_at", "updated_at", "name"]
    assert events == {
        "big_thing_created": whole,
        "big_thing_changed": whole,
        "big_thing_removed": ["id", "version"],
    }


@pytest.mark.parametrize(
    ("topics", "topic"),
    [
        ((), "shop"),
        (("order_events", "shop"), "shop"),
        (("thing_events",), "thing_events"),
        (("thing_events", "thing_made"), "thing_made"),
        (("thing_events", "thing_part_events"), "thing_events"),
        (("made_events", "things_events"), "shop"),
    ],
)
def test_topic(topics: tuple[str, ...], topic: str) -> None:
    assert topic_of("thing_made", "shop", topics) == topic


def test_the_longest_name_of_an_entity_counts() -> None:
    assert topic_of("user_role_created", "shop", ("user_events", "user_role_events")) == "user_role_events"


OPTIONAL = NAME._replace(optional=True)
DEFAULTED = NAME._replace(has_default=True, default="")


@pytest.mark.parametrize(
    ("before", "after", "text", "breaks"),
    [
        ((), (OPTIONAL,), "name is new", False),
        ((), (DEFAULTED,), "name is new", False),
        ((), (NAME,), "name is new, and events of before have none", True),
        ((OPTIONAL,), (), "name is gone", False),
        ((NAME,), (), "name is gone, and its readers need it", True),
        (
            (NAME,),
            (OPTIONAL,),
            "name was string and is optional string: its readers cannot read that",
            True,
        ),
        (
            (OPTIONAL,),
            (NAME,),
            "name was optional string and is string: events of before cannot be read as that",
            True,
        ),
        (
            (Field("n", "int"),),
            (Field("n", "bigint"),),
            "n was int and is long: its readers cannot read that",
            True,
        ),
        (
            (Field("n", "bigint"),),
            (Field("n", "int"),),
            "n was long and is int: events of before cannot be read as that",
            True,
        ),
        (
            (Field("n", "string"),),
            (Field("n", "uuid"),),
            "n was string and is uuid: events of before cannot be read as that",
            True,
        ),
        (
            (Field("n", "decimal", precision=5, scale=2),),
            (Field("n", "decimal", precision=5, scale=3),),
            "n was decimal(5, 2) and is decimal(5, 3): events of before cannot be read as that",
            True,
        ),
        (
            (Field("n", "list", items=NAME),),
            (Field("n", "list", items=Field("n", "int")),),
            "n was list of string and is list of int: events of before cannot be read as that",
            True,
        ),
        ((KIND,), (KIND._replace(values=("small", "huge")),), "kind takes other values", False),
        (
            (Field("kind", "list", items=KIND),),
            (Field("kind", "list", items=KIND._replace(values=("a",))),),
            "kind takes other values",
            False,
        ),
        (
            (KIND._replace(optional=True),),
            (KIND._replace(values=("a",), optional=True),),
            "kind takes other values",
            False,
        ),
    ],
)
def test_differences(before: tuple[Field, ...], after: tuple[Field, ...], text: str, breaks: bool) -> None:  # noqa: FBT001
    assert list(differences(schema(*before), schema(*after))) == [(text, breaks)]


def test_no_difference() -> None:
    fields = (NAME, KIND, Field("n", "int"))
    assert not list(differences(schema(*fields), schema(*fields[::-1])))
    widened = (Field("name", "string", length=9), KIND, Field("n", "int", minimum="1"))
    assert not list(differences(schema(*fields), schema(*widened)))


def test_review_is_of_what_is_published() -> None:
    before = {
        "src/shop/schemas/a.avsc": schema(NAME),
        "src/shop/schemas/b.avsc": schema(NAME),
        "src/shop/handlers/c.py": "",
        "tests/schemas/a.avsc": schema(),
    }
    after = {"src/store/schemas/a.avsc": schema(NAME, OPTIONAL._replace(name="note")), "tests/schemas/b.avsc": "{}"}
    assert review(before, after) == (("a", "note is new", False), ("b", "is published no more", True))
