import json
from collections.abc import Callable
from io import BytesIO

import httpx2
import pytest
from fastavro import schemaless_reader
from pydantic import SecretStr

from full_service.handlers.avro_writer import REGISTERED, AvroWriter, published
from full_service.handlers.kafka_topics import TOPICS
from full_service.handlers.schema_registry import SchemaRegistry, UnknownSchemaError
from full_service.models.errors import UnavailableError
from full_service.models.messages import Message

URL = SecretStr("http://registry/api/")
EVENT, TOPIC = next(each for each in TOPICS.items() if each[0].endswith("_removed"))


class StandIn:
    """Answers as a registry does, and notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        if request.method == "POST":
            return httpx2.Response(200, json={"id": 7})
        return httpx2.Response(200, json={"schema": json.dumps("string")})


def registry(answer: Callable[[httpx2.Request], httpx2.Response]) -> SchemaRegistry:
    return SchemaRegistry(URL, 1, httpx2.MockTransport(answer))


async def test_schema_is_registered_once() -> None:
    stand_in = StandIn()
    own = registry(stand_in)
    schema, _ = published(EVENT)
    assert isinstance(schema, dict)
    assert [await own.register(TOPIC, schema) for _ in range(2)] == [7, 7]
    (asked,) = stand_in.asked
    assert asked.url.path == f"/api/subjects/{TOPIC}-{schema['name']}/versions"
    told = json.loads(json.loads(asked.content)["schema"])
    assert (told["name"], told["fields"]) == (schema["name"], schema["fields"])
    await own.close()


async def test_schema_is_looked_up_once() -> None:
    stand_in = StandIn()
    own = registry(stand_in)
    assert [await own.schema(3) for _ in range(2)] == ["string", "string"]
    assert [request.url.path for request in stand_in.asked] == ["/api/schemas/ids/3"]
    await own.close()


async def test_event_stands_behind_the_number_of_its_schema() -> None:
    own = registry(StandIn())
    body = {"id": "01890a5d-ac96-774b-bcce-b302099a8057", "version": 1}
    headers = {"content-type": "application/json", "ce_type": EVENT}
    message = Message("key", headers, json.dumps(body).encode())
    written = await AvroWriter(own).written(message, TOPIC)
    assert written.headers["content-type"] == REGISTERED
    assert written.body[:5] == b"\0\0\0\0\x07"
    found = schemaless_reader(BytesIO(written.body[5:]), published(EVENT)[0], None)
    assert isinstance(found, dict)
    assert found["version"] == 1
    await own.close()


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(409, json={"error_code": 409, "message": "incompatible"}),
        httpx2.Response(503),
        httpx2.Response(404, text="<html>"),
        httpx2.Response(404, json={"error_code": 404, "message": "HTTP 404 Not Found"}),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, json={}),
        httpx2.Response(200, json=[]),
    ],
)
async def test_registry_that_does_not_do_it(answer: httpx2.Response) -> None:
    own = registry(lambda _: answer)
    with pytest.raises(UnavailableError):
        await own.schema(1)
    headers = {"content-type": "application/json", "ce_type": EVENT}
    body = {"id": "01890a5d-ac96-774b-bcce-b302099a8057", "version": 1}
    with pytest.raises(UnavailableError):  # the event waits: it is not at fault
        await AvroWriter(own).written(Message("key", headers, json.dumps(body).encode()), TOPIC)
    await own.close()


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(404, json={"error_code": 40403, "message": "Schema 1 not found"}),
        httpx2.Response(200, json={"schema": 'syntax = "proto3";', "schemaType": "PROTOBUF"}),
        httpx2.Response(200, json={"schema": '{"type": "object"}', "schemaType": "JSON"}),
    ],
)
async def test_number_that_is_no_schema_of_avro(answer: httpx2.Response) -> None:
    own = registry(lambda _: answer)
    with pytest.raises(UnknownSchemaError):  # who reads the event keeps it apart, and goes on
        await own.schema(1)
    await own.close()
