"""The AsyncAPI document of a service: each event, and the schema of its data."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

from scaffold.graph.model import Edge, Node
from scaffold.spec import words
from scaffold.spec.bounds import greatest
from scaffold.spec.model import Entity, Field, Spec

from .document import Events, Json, document
from .review import review

__all__ = ["graph", "prepare", "review"]

UUID: Json = {"type": "string", "format": "uuid"}
MOMENT: Json = {"type": "string", "format": "date-time"}
FORMS: Mapping[str, Json] = {
    "string": {"type": "string"},
    "text": {"type": "string"},
    "enum": {"type": "string"},
    "int": {"type": "integer"},
    "bigint": {"type": "integer"},
    "float": {"type": "number"},
    "decimal": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "timestamp": MOMENT,
    "uuid": UUID,
    "ref": UUID,
    "email": {"type": "string", "format": "email"},
    "url": {"type": "string", "format": "uri"},
    "json": {},
    "list": {"type": "array"},
}
OF_ALL: Json = {
    "id": UUID,
    "version": {"type": "integer", "minimum": 1},
    "created_at": MOMENT,
    "updated_at": MOMENT,
}
"""What every entity has."""

HEADERS: Json = {
    "type": "object",
    "description": "The attributes of CloudEvents 1.0, and two of its extensions.",
    "properties": {
        "content-type": {"type": "string"},
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "description": "Unique among the events of its source."},
        "ce_source": {"type": "string", "description": "The service that tells."},
        "ce_type": {"type": "string"},
        "ce_time": MOMENT,
        "ce_subject": {"type": "string", "description": "What it is about: events of one subject stay in order."},
        "ce_correlationid": {"type": "string", "description": "The same for all that one request leads to."},
        "ce_causationid": {"type": "string", "description": "The id of the event that led to it."},
    },
    "required": ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"],
}


def prepare(spec: Spec) -> Iterator[tuple[str, object]]:
    """Yield what writes the document, given the channels as a slot lists them: members of a JSON object."""
    own = cast("Mapping[str, tuple[Field, ...]]", spec.values.get("publishes", {}))
    others = cast("Mapping[str, Mapping[str, tuple[Field, ...]]]", spec.values.get("subscribes", {}))
    sent = {**_of_entities(spec.entities), **_described(own)}
    taken = {
        f"{source}.{name}": schema for source, events in others.items() for name, schema in _described(events).items()
    }
    for source, event, described in _of_sagas(spec):
        if source == spec.name:
            sent[event] = described
        taken[f"{source}.{event}"] = described
    yield "asyncapi", _document(spec, Events(sent, taken))


def _document(spec: Spec, events: Events) -> Callable[[str], str]:
    info: Json = {"title": spec.title, "version": str(spec.values["service_template"]["version"])}

    def written(lines: str) -> str:
        members = ",".join(line for line in lines[:].splitlines() if line.strip())
        channels: dict[str, Json] = json.loads(f"{{{members}}}")
        schemas = {"Headers": HEADERS, **_saga_schemas(spec)}
        return json.dumps(document(info, channels, events, schemas), indent=2, ensure_ascii=False)

    return written


def _of_entities(entities: Sequence[Entity]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for entity in entities:
        whole = {**OF_ALL, **_properties(entity.fields)}
        removed = {name: OF_ALL[name] for name in ("id", "version")}
        for what, properties in (("created", whole), ("changed", whole), ("removed", removed)):
            found[f"{entity.name}_{what}"] = _object(f"{entity.title} {what}", properties, list(properties))
    return found


def _sagas(spec: Spec) -> Iterator[tuple[str, Mapping[str, object], list[tuple[str, str]]]]:
    """Give each saga that the service takes part in: its name, what it is, its commands with their services."""
    given = spec.values.get("sagas", {}) if "saga" in spec.features else {}
    for name, saga in cast("Mapping[str, Mapping[str, object]]", given).items():
        steps = cast("Mapping[str, Mapping[str, str]]", saga.get("steps") or {})
        if spec.name in [step["service"] for step in steps.values()]:
            yield name, saga, [(command, step["service"]) for command, step in steps.items()]


def _of_sagas(spec: Spec) -> Iterator[tuple[str, str, Json]]:
    """Give what is told of sagas: who tells it, what it is called, and its data, which is that of all of a saga."""
    for name, _, steps in _sagas(spec):
        waiting = steps[0][1]
        for command, service in steps:
            told = [(service, outcome) for outcome in ("done", "failed", "compensated")]
            for source, outcome in [*told, (waiting, "failed")]:
                event = f"{name}_{command}_{outcome}"
                reference = {"$ref": f"#/components/schemas/{name}_saga"}
                yield source, event, {"title": words.title(event), "allOf": [reference]}
            waiting = service


def _saga_schemas(spec: Spec) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, saga, _ in _sagas(spec):
        fields = cast("tuple[Field, ...]", saga.get("data") or ())
        data = _object("What travels with the saga", _properties(fields), [_column(field) for field in fields])
        reason: Json = {"anyOf": [{"type": "string"}, {"type": "null"}]}
        properties: Json = {"saga_id": UUID, "version": {"type": "string"}, "data": data, "reason": reason}
        found[f"{name}_saga"] = _object(f"Saga {name}", properties, list(properties))
    return found


def _described(events: Mapping[str, tuple[Field, ...]]) -> dict[str, Json]:
    return {
        name: _object(words.title(name), _properties(fields), [_column(each) for each in fields if _is_required(each)])
        for name, fields in events.items()
    }


def _is_required(field: Field) -> bool:
    return not field.optional and not field.has_default


def _object(title: str, properties: Json, required: list[str]) -> Json:
    return {"type": "object", "title": title, "properties": properties, "required": required}


def _properties(fields: Sequence[Field]) -> Json:
    return {_column(field): _property(field) for field in fields}


def _column(field: Field) -> str:
    return f"{field.name}_id" if field.type == "ref" else field.name


def _property(field: Field) -> Json:
    written = dict(FORMS[field.type])
    if field.type == "enum":
        written["enum"] = list(field.values)
    if field.type in {"string", "text"}:
        written["maxLength"] = greatest(field)
    if field.type == "list" and field.items is not None:
        written["items"] = _property(field.items)
    if field.optional:
        return {"anyOf": [written, {"type": "null"}]}
    return {**written, **_default(field)}


def _default(field: Field) -> Json:
    """Give what readers may take for a field in events of before it was there: the present moment is nothing."""
    if not field.has_default or field.default in ("now", "today", "random"):
        return {}
    return {"default": str(field.default) if field.type == "decimal" else field.default}


def graph(spec: Spec) -> Iterator[Node | Edge]:
    """Draw the events that the service publishes; those of sagas are drawn as sagas."""
    for name in (*_of_entities(spec.entities), *spec.values.get("publishes", {})):
        event = f"event:{spec.name}.{name}"
        yield Node(event, "event", name)
        yield Edge(spec.name, event, "publishes", contract="message_contracts" in spec.features)
