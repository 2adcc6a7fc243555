import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema_rs
import pytest

from full_service.handlers.saga_messages import SAGA_HANDLERS
from full_service.models.identifiers import new_id
from full_service.models.messages import SOURCE, Envelope
from full_service.models.place_order_saga import PlaceOrderData
from full_service.models.sagas import SagaEvent, SagaState
from full_service.services.consumer import Consumer
from full_service.services.place_order_saga import PLACE_ORDER, start
from tests.unit.fakes import FakeStorage

SAMPLES = Path(__file__).parents[1] / "samples" / "sagas.json"
SAMPLE = json.loads(SAMPLES.read_text(encoding="utf-8"))["place_order"]
DATA = PlaceOrderData.model_validate(SAMPLE)
STEPS = PLACE_ORDER.steps
VERSION = PLACE_ORDER.version
TOLD = {"version": VERSION, "data": DATA}
DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "asyncapi.json").read_text("utf-8"))


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage()


async def hear(event: SagaEvent, source: str, storage: FakeStorage) -> None:
    """Handle an event as it comes from a broker."""
    now, subject = datetime.now(UTC), str(event.saga_id)
    envelope = Envelope(str(new_id()), source, event.TYPE, now, subject, "request 7")
    await SAGA_HANDLERS[source, event.TYPE](event, envelope, Consumer(storage))


async def test_start_takes_the_first_step(storage: FakeStorage) -> None:
    saga_id = await start(DATA, storage)
    assert storage.outbox.events == [STEPS[0].done(saga_id=saga_id, **TOLD)]


@pytest.mark.parametrize("place", [place for place, step in enumerate(STEPS) if step.own])
async def test_step_is_taken_and_undone(storage: FakeStorage, place: int) -> None:
    step, before = STEPS[place], STEPS[max(place - 1, 0)]
    assert step.service == SOURCE
    saga_id = new_id() if place else await start(DATA, storage)
    if place:
        await hear(before.done(saga_id=saga_id, **TOLD), before.service, storage)
    assert storage.outbox.events[-1] == step.done(saga_id=saga_id, **TOLD)
    await hear(step.failed(saga_id=saga_id, **TOLD, reason="late"), before.service, storage)
    undone = step.compensated(saga_id=saga_id, **TOLD, reason="late")
    assert undone in storage.outbox.events
    assert storage.sagas.stored[saga_id].state in {SagaState.COMPENSATING, SagaState.COMPENSATED}


def test_what_is_told_is_described() -> None:
    told, described = set(PLACE_ORDER.kinds()), DOCUMENT["components"]
    named = {name.removesuffix(".avro") for name in described["messages"]}
    assert {f"{source}.{kind}" for source, kind in told} <= named
    assert {kind for source, kind in told if source == SOURCE} <= named
    event = STEPS[0].failed(saga_id=new_id(), **TOLD, reason="late").model_dump(mode="json")
    schema = described["schemas"]["place_order_saga"]
    jsonschema_rs.validate(schema, event, validate_formats=True)
    assert event.keys() == schema["properties"].keys()
    assert event["data"].keys() == schema["properties"]["data"]["properties"].keys()
