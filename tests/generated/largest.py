"""The largest example with other data: what each feature makes of an entity, an event and a saga."""

import re
from pathlib import Path

from scaffold.catalog import load_catalog
from tests.generated.services import EXAMPLES
from tests.generated.test_random_specs import write_service

NAME = "order-service"
REPLACED = ("models", "model_plurals", "publishes", "subscribes", "sagas", "kafka_topics")
BASES = {
    "everything": "",
    "documents": '[service_databases]\norder_service:\n  database: "mongodb"\n',
    "tables of a file": '[service_databases]\norder_service:\n  database: "sqlite"\n',
    "no events kept": "[event_driven_architecture]\n[event_sourcing]\n[service_patterns]\n",
}
"""What stands in the place of some sections of the largest example."""


def without(text: str, name: str) -> str:
    """Return a spec without a section."""
    return re.sub(rf"(?ms)^\[{name}\]\n.*?(?=^\[|\Z)", "", text)


def largest(base: str, data: str) -> str:
    """Return the largest example with some sections replaced, among them those that name data, events and sagas."""
    text = re.sub(r"(?m)^kafka_topics.*\n", "", (EXAMPLES / "full.tusk").read_text())
    for name in (*REPLACED, *re.findall(r"(?m)^\[(\w+)\]", BASES[base])):
        text = without(text, name)
    return "\n".join([text, BASES[base], data])


def write_largest(base: str, data: str, folder: Path) -> Path:
    """Write the service of the largest example with other data."""
    return write_service(largest(base, data), load_catalog(), folder / NAME)
