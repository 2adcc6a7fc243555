"""Events can be read by those who know other versions of their schemas: the ones in `tests/schemas`.

A schema there is that of the first release. To break its readers knowingly, copy the new one over it.
"""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastavro import parse_schema, schemaless_reader, schemaless_writer
from fastavro.read import SchemaResolutionError
from fastavro.utils import generate_many

from full_service.handlers.avro_writer import SCHEMAS
from full_service.handlers.kafka_topics import TOPICS

FIRST = Path(__file__).parents[1] / "schemas"
TRIES = 20
"""Events of each schema: with every value of an enum, and with and without what is optional."""


def schemas(event: str) -> Iterator[dict[str, Any]]:
    """Give the first schema of an event, and the one of now."""
    for folder in (FIRST, SCHEMAS):
        yield json.loads((folder / f"{event}.avsc").read_text(encoding="utf-8"))


def require_readable(written: dict[str, Any], needed: dict[str, Any]) -> None:
    """Raise `SchemaResolutionError` if what is written with a schema cannot be read with another."""
    writer, reader = parse_schema(written), parse_schema(needed)
    for event in generate_many(writer, TRIES):
        file = BytesIO()
        schemaless_writer(file, writer, event)
        schemaless_reader(BytesIO(file.getvalue()), writer, reader)


@pytest.mark.parametrize("event", TOPICS)
def test_events_of_before_can_be_read_now(event: str) -> None:
    first, now = schemas(event)
    require_readable(first, now)


@pytest.mark.parametrize("event", TOPICS)
def test_who_knows_the_first_schema_can_read_events_of_now(event: str) -> None:
    first, now = schemas(event)
    require_readable(now, first)


def test_what_cannot_be_read_is_noticed() -> None:
    field = {"name": "new", "type": "string"}
    before: dict[str, Any] = {"type": "record", "name": "Event", "fields": []}
    with pytest.raises(SchemaResolutionError):
        require_readable(before, {**before, "fields": [field]})
