"""Events as Avro writes them, from the JSON that the outbox holds."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from fastavro import parse_schema, schemaless_writer, writer
from fastavro.types import Schema
from pydantic_core import from_json

from full_service.handlers.schema_registry import SchemaRegistry
from full_service.models.messages import CONTENT_TYPE, SOURCE, Message

SCHEMAS = files("full_service") / "schemas"
CONTAINER = "application/avro"
"""An Avro file of one event, which brings its schema along."""
REGISTERED = "application/vnd.confluent.avro"
"""An event behind the number that a registry gave its schema."""
MAGIC = b"\0"
NUMBER_BYTES = 4
MARKER = os.urandom(16)
"""What ends a block of an Avro file, and is its own for each writer."""

Converter = Callable[[Any], Any]

FROM_JSON: dict[str, Converter] = {
    "date": date.fromisoformat,
    "timestamp-micros": datetime.fromisoformat,
    "decimal": Decimal,
    "json": json.dumps,
}
"""What makes what is a text in JSON a value that fastavro writes, by its logical type."""


class InvalidEventError(Exception):
    """An event is not what its schema says."""


class AvroWriter:
    """Writes the data of messages: with a registry for others to look schemas up, else with the schema itself."""

    def __init__(self, registry: SchemaRegistry | None) -> None:
        self._registry = registry

    async def written(self, message: Message, topic: str) -> Message:
        """Return a message in Avro; one that is in no JSON, or comes again, is as it shall be.

        Raises `InvalidEventError`, and `UnavailableError` if the registry is away.
        """
        is_own = message.headers.get("ce_source", SOURCE) == SOURCE
        if not is_own or message.headers.get("content-type") != CONTENT_TYPE:
            return message
        kind = message.headers.get("ce_type", "")
        try:
            schema, convert = published(kind)
        except OSError as error:
            raise InvalidEventError(f"its type has no schema: {error}") from error
        data = None
        try:
            data = from_json(message.body)
            event = convert(data)
            if self._registry is None:
                return _with_body(message, CONTAINER, _container(kind, schema, event))
            number = await self._registry.register(topic, schema)
            return _with_body(message, REGISTERED, _numbered(number, schema, event))
        except (KeyError, TypeError, ValueError) as error:
            faults = ", ".join(_faults(schema, data)) or type(error).__name__
            raise InvalidEventError(f"it is not what its schema says: {faults}") from None


@cache
def published(event: str) -> tuple[Schema, Converter]:
    """Return the schema of an event, and what makes data of it what fastavro writes."""
    schema = json.loads((SCHEMAS / f"{event}.avsc").read_text(encoding="utf-8"))
    return parse_schema(schema), converter(schema, FROM_JSON)


def converter(schema: Any, converters: Mapping[str, Converter]) -> Converter:  # noqa: ANN401 - JSON
    """Return what applies converters to all of a value that has their logical types.

    With `FROM_JSON`, it makes a value of JSON one that fastavro writes; a field that is missing has its default.
    """
    match schema:
        case ["null", kind]:
            convert = converter(kind, converters)
            return lambda value: None if value is None else convert(value)
        case {"type": "record", "fields": fields}:
            each = [(field["name"], converter(field["type"], converters)) for field in fields]
            return lambda value: {name: make(value[name]) for name, make in each if name in value}
        case {"type": "array", "items": kind}:
            convert = converter(kind, converters)
            return lambda value: [convert(item) for item in value]
        case {"logicalType": str(kind)} if kind in converters:
            return converters[kind]
        case _:
            return lambda value: value


def _faults(schema: Any, data: object) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Name the fields that cannot be written, and never their values: who reads logs may not know these."""
    for field in schema["fields"] if isinstance(data, dict) else ():
        alone = {"type": "record", "name": "Alone", "fields": [field]}
        try:
            schemaless_writer(BytesIO(), alone, converter(alone, FROM_JSON)(data))
        except (KeyError, TypeError, ValueError) as error:
            yield f"{field['name']} ({type(error).__name__})"


@cache
def _head(event: str) -> bytes:
    """Return how an Avro file begins: with its schema."""
    file = BytesIO()
    writer(file, published(event)[0], [], sync_marker=MARKER)
    return file.getvalue()


def _container(kind: str, schema: Schema, event: Mapping[str, object]) -> bytes:
    """Write an Avro file of one block: how many events that has, their bytes, and the marker."""
    block = BytesIO()
    schemaless_writer(block, schema, event)
    file = BytesIO()
    file.write(_head(kind))
    schemaless_writer(file, "long", 1)
    schemaless_writer(file, "bytes", block.getvalue())
    file.write(MARKER)
    return file.getvalue()


def _numbered(number: int, schema: Schema, event: Mapping[str, object]) -> bytes:
    file = BytesIO()
    file.write(MAGIC + number.to_bytes(NUMBER_BYTES, "big"))
    schemaless_writer(file, schema, event)
    return file.getvalue()


def _with_body(message: Message, content_type: str, body: bytes) -> Message:
    headers = {**message.headers, "content-type": content_type}
    return Message(message.key, headers, body, message.destination)
