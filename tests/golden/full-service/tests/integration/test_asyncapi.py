"""What is sent is what `docs/asyncapi.json` says."""

import json
from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs
import pytest

from full_service.models.messages import Message, PublishedEvent
from full_service.repositories import outbox
from tests.published import KINDS, each_event
from tests.samples import SAMPLES, Sample, make

FILE = Path(__file__).parents[2] / "docs" / "asyncapi.json"
DOCUMENT = json.loads(FILE.read_text("utf-8"))
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Message]:
    """What is put into the outbox."""
    noted: list[Message] = []
    told = outbox.told

    def note(event: PublishedEvent) -> Message:
        noted.append(told(event))
        return noted[-1]

    monkeypatch.setattr(outbox, "told", note)
    return noted


def resolved(reference: dict[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Return what a reference points to: a part of the document, or the content of a file."""
    if not reference["$ref"].startswith("#/"):
        return json.loads((FILE.parent / reference["$ref"]).read_text("utf-8"))
    found = DOCUMENT
    for part in reference["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def require_described(message: Message) -> None:
    """Fail unless a message, as it waits to be sent, is as the document describes its kind."""
    jsonschema_rs.validate(SCHEMAS["Headers"], dict(message.headers))
    schema = SCHEMAS[message.headers["ce_type"]]
    data = json.loads(message.body)
    jsonschema_rs.validate(schema, data, validate_formats=True)
    assert set(data) == set(schema["properties"])


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=str)
async def test_each_change_is_sent_as_described(
    client: httpx2.AsyncClient, sample: Sample, sent: list[Message]
) -> None:
    made = await make(client, sample)
    path = f"{sample.path}/{made['id']}"
    await client.patch(path, json=sample.changes, headers={"If-Match": "*"})
    await client.delete(path, headers={"If-Match": "*"})
    kinds = [message.headers["ce_type"] for message in sent]
    changed = [f"{sample.name}_changed"] if sample.changes else []
    assert [kind for kind in kinds if kind.startswith(f"{sample.name}_")][-2 - len(changed) :] == [
        f"{sample.name}_created",
        *changed,
        f"{sample.name}_removed",
    ]
    for message in sent:
        require_described(message)


async def test_every_event_is_described() -> None:
    assert KINDS.keys() == {event.TYPE for event in await each_event()}
    for event in await each_event():
        require_described(outbox.told(event))


def test_every_reference_leads_somewhere() -> None:
    def follow(part: object) -> None:
        if isinstance(part, dict):
            if "$ref" in part:
                assert resolved(part)
            for inner in part.values():
                follow(inner)
        elif isinstance(part, list):
            for inner in part:
                follow(inner)

    follow(DOCUMENT)
