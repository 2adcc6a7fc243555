import datetime as dt
import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastavro import parse_schema, reader

from full_service.handlers.avro_writer import (
    CONTAINER,
    FROM_JSON,
    AvroWriter,
    InvalidEventError,
    converter,
    published,
)
from full_service.handlers.kafka_topics import TOPICS
from full_service.models.messages import Message, PublishedEvent
from full_service.repositories.outbox import told
from tests.published import KINDS, each_event

DOCUMENT = Path(__file__).parents[2] / "docs" / "asyncapi.json"


def as_data(event: dict[str, Any], kind: type[PublishedEvent]) -> dict[str, Any]:
    """Read the JSON that Avro holds as text."""
    schema, _ = published(kind.TYPE)
    assert isinstance(schema, dict)
    texts = [field["name"] for field in schema["fields"] if '"json"' in json.dumps(field)]
    return event | {name: json.loads(event[name]) for name in texts if event[name] is not None}


async def test_each_event_is_read_as_it_was_written() -> None:
    for event in await each_event():
        written = await AvroWriter(None).written(told(event), "topic")
        assert written.headers["content-type"] == CONTAINER
        (found,) = reader(BytesIO(written.body))
        assert isinstance(found, dict)
        assert type(event).model_validate(as_data(found, type(event))) == event


def test_each_event_has_a_schema_of_its_fields_and_a_topic() -> None:
    assert KINDS.keys() == TOPICS.keys()
    for name, kind in KINDS.items():
        schema, _ = published(name)
        assert isinstance(schema, dict)
        assert {field["name"] for field in schema["fields"]} == set(kind.model_fields)


def test_the_document_names_the_schema_by_which_each_event_is_written() -> None:
    messages = json.loads(DOCUMENT.read_text(encoding="utf-8"))["components"]["messages"]
    for name in TOPICS:
        described = messages[f"{name}.avro"]
        assert described["contentType"] == CONTAINER
        file = DOCUMENT.parent / described["payload"]["schema"]["$ref"]
        assert parse_schema(json.loads(file.read_text(encoding="utf-8"))) == published(name)[0]


@pytest.mark.parametrize(
    ("kind", "value", "native"),
    [
        ("string", "ä", "ä"),
        ({"type": "int", "logicalType": "date"}, "2026-01-31", dt.date(2026, 1, 31)),
        (
            {"type": "long", "logicalType": "timestamp-micros"},
            "2026-01-31T12:30:00.000001Z",
            dt.datetime(2026, 1, 31, 12, 30, 0, 1, dt.UTC),
        ),
        ({"type": "bytes", "logicalType": "decimal"}, "1.50", Decimal("1.50")),
        ({"type": "string", "logicalType": "uuid"}, "a", "a"),
        ({"type": "string", "logicalType": "json"}, {"a": [1]}, '{"a": [1]}'),
        (["null", {"type": "bytes", "logicalType": "decimal"}], None, None),
        (["null", {"type": "bytes", "logicalType": "decimal"}], "0.1", Decimal("0.1")),
        (
            {"type": "array", "items": {"type": "int", "logicalType": "date"}},
            ["2026-01-31"],
            [dt.date(2026, 1, 31)],
        ),
    ],
)
def test_values_of_json(kind: object, value: object, native: object) -> None:
    schema = {"type": "record", "fields": [{"name": "it", "type": kind}]}
    assert converter(schema, FROM_JSON)({"it": value}) == {"it": native}


def test_field_that_an_event_of_before_has_not() -> None:
    schema = {"type": "record", "fields": [{"name": "it", "type": "int"}]}
    assert converter(schema, FROM_JSON)({}) == {}


async def test_what_is_in_avro_already_stays() -> None:
    message = Message("key", {"content-type": CONTAINER}, b"Obj")
    assert await AvroWriter(None).written(message, "topic") is message


@pytest.mark.parametrize("name", [*KINDS, "unheard_of"])
async def test_event_of_another_service_that_comes_again_stays(name: str) -> None:
    source = {"ce_source": "another-service", "content-type": "application/json"}
    message = Message("key", {**source, "ce_type": name}, b"{}", "replays")
    assert await AvroWriter(None).written(message, "topic") is message


@pytest.mark.parametrize("body", [b"{", b"{}", b"[]", b'{"id": 1}'])
async def test_what_is_no_event(body: bytes) -> None:
    name = next(iter(KINDS))
    headers = {"content-type": "application/json", "ce_type": name}
    with pytest.raises(InvalidEventError, match="not what its schema says"):
        await AvroWriter(None).written(Message("key", headers, body), "topic")


async def test_reason_names_the_fields_that_are_wrong_and_no_value() -> None:
    name = next(iter(KINDS))
    headers = {"content-type": "application/json", "ce_type": name}
    with pytest.raises(InvalidEventError, match=r"says: \w+ \(") as refused:
        await AvroWriter(None).written(Message("key", headers, b'{"id": ["secret"]}'), "topic")
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


async def test_event_without_a_schema() -> None:
    headers = {"content-type": "application/json", "ce_type": "unheard_of"}
    with pytest.raises(InvalidEventError, match="No such file"):
        await AvroWriter(None).written(Message("key", headers, b"{}"), "topic")
