"""The AsyncAPI document of a service is one: the official JSON Schema takes it, and what it refers to is there."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import join, normpath
from typing import Any

import jsonschema_rs
import pytest

from scaffold.catalog import load_catalog
from scaffold.render import render
from scaffold.spec import check
from scaffold.tusk import parse
from tests.generated.pairs import TYPES

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden" / "full-service"
DOCUMENT = "docs/asyncapi.json"


def lines(fields: Mapping[str, str], indent: int) -> str:
    """Write fields as a spec does."""
    return "\n".join(f'{" " * indent}of_{kind}: "{text}"' for kind, text in fields.items())


FREE = {
    kind: re.sub(r", (min|max|default)=[^,]*", "", text).replace("ref(owner)", "uuid") for kind, text in TYPES.items()
}
SPEC = f"""
[service_template]
name: "parts-service"
message_queue: "BROKER"
[models]
owner:
  label: "string(60)"
part:
{lines(TYPES, 2)}
[publishes]
counted:
{lines(FREE, 2)}
[subscribes]
shop_service:
  sold:
{lines(FREE, 4)}
[sagas]
sell:
  data: {{ part: "uuid" }}
  steps:
    pay: {{service: "parts-service", compensation: "refund"}}
    ship: {{service: "shop-service", compensation: "call_back"}}
"""
"""Fields of every type, in each kind of message."""


@pytest.fixture(scope="module")
def official() -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft7Validator(json.loads((HERE / "asyncapi" / "3.0.0.json").read_text(encoding="utf-8")))


def faults(official: jsonschema_rs.Validator, document: object) -> list[str]:
    return [f"{error.instance_path}: {error.message[:200]}" for error in official.iter_errors(document)]


def references(document: object) -> Iterator[str]:
    """Give all that a document refers to."""
    if isinstance(document, Mapping):
        yield from ([document["$ref"]] if "$ref" in document else [])
    parts = document.values() if isinstance(document, Mapping) else document if isinstance(document, list) else ()
    for part in parts:
        yield from references(part)


def stands(document: Any, pointer: str) -> bool:
    for name in pointer.removeprefix("#/").split("/"):
        document = document.get(name.replace("~1", "/").replace("~0", "~"))
        if document is None:
            return False
    return True


@pytest.mark.parametrize("broker", ["redis", "kafka"])
@pytest.mark.parametrize("database", ["sqlite", "mongodb"])
def test_the_document_is_one(broker: str, database: str, official: jsonschema_rs.Validator) -> None:
    text = SPEC.replace("BROKER", broker).replace("[models]", f'database: "{database}"\n[models]')
    catalog = load_catalog()
    spec = check(parse(text), catalog)
    assert not spec.has_errors, [each.to_text() for each in spec.diagnostics]
    files = {path: file.content for path, file in render(spec, catalog).files.items()}
    document = json.loads(files[DOCUMENT])
    assert faults(official, document) == []
    referred = set(references(document))
    assert len(referred) > 10
    assert [each for each in referred if each.startswith("#/") and not stands(document, each)] == []
    outside = {normpath(join("docs", each)) for each in referred if not each.startswith("#/")}
    assert outside <= set(files)
    assert bool(outside) == (broker == "kafka")


def test_that_of_the_golden_service_is_one(official: jsonschema_rs.Validator) -> None:
    assert faults(official, json.loads((GOLDEN / DOCUMENT).read_text(encoding="utf-8"))) == []


def test_a_fault_is_found(official: jsonschema_rs.Validator) -> None:
    document = json.loads((GOLDEN / DOCUMENT).read_text(encoding="utf-8"))
    next(iter(document["operations"].values()))["action"] = "shout"
    next(iter(document["components"]["messages"].values()))["payload"] = 5
    assert len(faults(official, document)) == 2
