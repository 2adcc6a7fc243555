import datetime as dt
import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastavro import reader

from full_service.handlers.avro_writer import (
    CONTAINER,
    FROM_JSON,
    AvroWriter,
    InvalidEventError,
    converter,
    published,
)
from full_service.handlers.kafka_topics import TOPICS
from full_service.models import events
from full_service.models.concurrency import ExpectedVersion
from full_service.models.customer import CustomerCreate
from full_service.models.identifiers import new_id
from full_service.models.messages import Envelope, Message, PublishedEvent
from full_service.models.order import OrderCreate
from full_service.models.order_line import OrderLineCreate
from full_service.services.customer import CustomerService
from full_service.services.order import OrderService
from full_service.services.order_line import OrderLineService
from tests.samples import SAMPLES
from tests.unit.fakes import FakeStorage

OWN = Path(__file__).parents[1] / "samples" / "published.json"
KINDS: dict[str, type[PublishedEvent]] = {
    kind.TYPE: kind
    for kind in vars(events).values()
    if isinstance(kind, type) and issubclass(kind, PublishedEvent) and kind is not PublishedEvent
}


async def told() -> list[PublishedEvent]:
    """Return an event of each kind."""
    storage = FakeStorage()
    sample = SAMPLES["customer"]
    new = {**sample.new(1), **{field: str(new_id()) for field in sample.references}}
    customer_service = CustomerService(storage)
    made_customer = await customer_service.create(CustomerCreate.model_validate(new))
    await customer_service.delete(made_customer.id, ExpectedVersion(None))
    sample = SAMPLES["order"]
    new = {**sample.new(1), **{field: str(new_id()) for field in sample.references}}
    order_service = OrderService(storage)
    made_order = await order_service.create(OrderCreate.model_validate(new))
    await order_service.delete(made_order.id, ExpectedVersion(None))
    sample = SAMPLES["order_line"]
    new = {**sample.new(1), **{field: str(new_id()) for field in sample.references}}
    order_line_service = OrderLineService(storage)
    made_order_line = await order_line_service.create(OrderLineCreate.model_validate(new))
    await order_line_service.delete(made_order_line.id, ExpectedVersion(None))
    own = json.loads(OWN.read_text(encoding="utf-8"))
    return [*storage.outbox.events, *(KINDS[name].model_validate(own[name]) for name in own)]


def message_of(event: PublishedEvent) -> Message:
    body = event.model_dump_json().encode()
    return Message("key", Envelope.around(event).headers(), body)


def as_data(event: dict[str, Any], kind: type[PublishedEvent]) -> dict[str, Any]:
    """Read the JSON that Avro holds as text."""
    schema, _ = published(kind.TYPE)
    assert isinstance(schema, dict)
    texts = [field["name"] for field in schema["fields"] if '"json"' in json.dumps(field)]
    return event | {name: json.loads(event[name]) for name in texts if event[name] is not None}


async def test_each_event_is_read_as_it_was_written() -> None:
    for event in await told():
        written = await AvroWriter(None).written(message_of(event), "topic")
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


@pytest.mark.parametrize("body", [b"{", b"{}", b"[]", b'{"id": 1}'])
async def test_what_is_no_event(body: bytes) -> None:
    name = next(iter(KINDS))
    headers = {"content-type": "application/json", "ce_type": name}
    with pytest.raises(InvalidEventError, match="not what its schema says"):
        await AvroWriter(None).written(Message("key", headers, body), "topic")


async def test_event_without_a_schema() -> None:
    headers = {"content-type": "application/json", "ce_type": "unheard_of"}
    with pytest.raises(InvalidEventError, match="No such file"):
        await AvroWriter(None).written(Message("key", headers, b"{}"), "topic")
