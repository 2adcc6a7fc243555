"""The largest example with other data: what each feature makes of an entity, an event and a saga."""

import re
from pathlib import Path

from scaffold.catalog import load_catalog
from tests.generated.services import EXAMPLES
from tests.generated.test_random_specs import write_service

NAME = "order-service"
REPLACED = (
    "models",
    "model_plurals",
    "publishes",
    "subscribes",
    "sagas",
    "calls",
    "stock_service.models",
    "kafka_topics",
)
NO_EVENTS_KEPT = "[event_driven_architecture]\n[event_sourcing]\n[cqrs_implementation]\n[service_patterns]\n"
BASES = {
    "everything": ("postgresql", ""),
    "documents": ("mongodb", NO_EVENTS_KEPT),
    "tables of a file": ("sqlite", ""),
    "no events kept": ("postgresql", NO_EVENTS_KEPT),
}
"""The database, and what stands in the place of some sections of the largest example."""


def without(text: str, name: str) -> str:
    """Return a spec without a section."""
    return re.sub(rf"(?ms)^\[{re.escape(name)}\]\n.*?(?=^\[|\Z)", "", text)


def largest(base: str, data: str) -> str:
    """Return the largest example with some sections replaced, among them those that name data, events and sagas."""
    database, instead = BASES[base]
    keys = "kafka_topics|projection_database" if database == "mongodb" else "kafka_topics"  # it has no read models
    text = re.sub(rf"(?m)^({keys}):.*\n", "", (EXAMPLES / "full.tusk").read_text())
    for name in (*REPLACED, "service_databases", *re.findall(r"(?m)^\[(\w+)\]", instead)):
        text = without(text, name)
    text = re.sub(r'(?m)^database: ".*"$', f'database: "{database}"', text)
    return f"{text}\n{instead}\n{data}"


def write_largest(base: str, data: str, folder: Path) -> Path:
    """Write the service of the largest example with other data."""
    return write_service(largest(base, data), load_catalog(), folder / NAME)
