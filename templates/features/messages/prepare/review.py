"""What a change of the spec means for those who read the service's events as JSON."""

import json
from collections.abc import Iterator, Mapping
from typing import cast

DOCUMENT = "docs/asyncapi.json"
Schema = Mapping[str, object]


def review(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, bool], ...]:
    """Compare the files of two versions; give events, what differs, and whether that breaks who reads them."""
    return tuple(_found(_sent(before), _sent(after)))


def _sent(files: Mapping[str, str]) -> dict[str, Schema]:
    """Return the schemas of the events that are sent in JSON; those in Avro have files of their own."""
    document = json.loads(files.get(DOCUMENT, "{}"))
    messages = [
        document["components"]["messages"][_last(message)]
        for operation in document.get("operations", {}).values()
        for message in operation["messages"]
        if operation["action"] == "send"
    ]
    names = [_last(message["payload"]) for message in messages if "$ref" in message["payload"]]
    return {name: document["components"]["schemas"][name] for name in names}


def _last(reference: Mapping[str, str]) -> str:
    return reference["$ref"].rpartition("/")[2]


def _found(before: Mapping[str, Schema], after: Mapping[str, Schema]) -> Iterator[tuple[str, str, bool]]:
    for name, old in sorted(before.items()):
        if name not in after:
            yield name, "is published no more", True
        else:
            yield from ((name, text, breaks) for text, breaks in differences(old, after[name]))


def differences(before: Schema, after: Schema) -> Iterator[tuple[str, bool]]:
    """Compare two schemas of one event."""
    old, new = (cast("Mapping[str, Schema]", schema.get("properties", {})) for schema in (before, after))
    needed, given = (cast("list[str]", schema.get("required", [])) for schema in (before, after))
    for name in sorted(old.keys() - new.keys()):
        breaks = name in needed and not _is_optional(old[name])
        yield f"{name} is gone" + (", and its readers need it" if breaks else ""), breaks
    for name, schema in new.items():
        if name not in old:
            breaks = name in given and not _is_optional(schema) and "default" not in schema
            yield f"{name} is new" + (", and events of before have none" if breaks else ""), breaks
        elif _read(old[name]) != _read(schema):
            yield from ((f"{name} {text}", breaks) for text, breaks in _change(old[name], schema))


def _change(old: Schema, new: Schema) -> Iterator[tuple[str, bool]]:
    one, other = _bare(old), _bare(new)
    if _kind(one) != _kind(other):
        yield f"was {_name(one)} and is {_name(other)}: its readers cannot read that", True
    elif _is_optional(new) and not _is_optional(old):
        yield "may be null, and its readers need it", True
    elif _values(other) - _values(one):
        yield f"has values that its readers do not know: {', '.join(sorted(_values(other) - _values(one)))}", True
    else:
        yield "takes other values", False


def _read(schema: Schema) -> Schema:
    """Leave out what is nothing to readers of what is there."""
    return {name: value for name, value in schema.items() if name != "default"}


def _is_optional(schema: Schema) -> bool:
    return "anyOf" in schema


def _bare(schema: Schema) -> Schema:
    """Return what a value is like that is not null."""
    return cast("list[Schema]", schema["anyOf"])[0] if _is_optional(schema) else schema


def _kind(schema: Schema) -> tuple[object, ...]:
    items = schema.get("items")
    inner = _kind(cast("Schema", items)) if items else ()
    return schema.get("type"), schema.get("format"), schema.get("pattern"), *inner


def _values(schema: Schema) -> set[str]:
    return set(cast("list[str]", schema.get("enum", [])))


def _name(schema: Schema) -> str:
    """Call a type as people do."""
    if "pattern" in schema:
        return "decimal"
    return str(schema.get("format", schema.get("type", "json")))
