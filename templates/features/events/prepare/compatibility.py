"""What a new version of a schema breaks: who reads new events with the old one, or old events with the new one."""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

Schema = str | Mapping[str, object] | list["Schema"]

_WIDER = {
    "int": {"long", "float", "double"},
    "long": {"float", "double"},
    "float": {"double"},
}
"""What else may read a number."""


class Difference(NamedTuple):
    """How two versions of an event differ, and whether somebody is broken by it."""

    text: str
    breaks: bool


def differences(before: str, after: str) -> Iterator[Difference]:
    """Compare two schemas of one event, as texts."""
    old, new = (_fields(json.loads(text)) for text in (before, after))
    for name in sorted(old.keys() - new.keys()):
        breaks = "default" not in old[name]
        yield Difference(f"{name} is gone" + (", and its readers need it" if breaks else ""), breaks)
    for name, field in new.items():
        if name not in old:
            breaks = "default" not in field
            yield Difference(f"{name} is new" + (", and events of before have none" if breaks else ""), breaks)
        elif why := _change(cast("Schema", old[name]["type"]), cast("Schema", field["type"])):
            yield Difference(f"{name} {why}", breaks=True)
        elif old[name]["type"] != field["type"]:
            yield Difference(f"{name} takes other values", breaks=False)


def _fields(schema: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    fields = cast("list[Mapping[str, object]]", schema["fields"])
    return {str(field["name"]): field for field in fields}


def _change(old: Schema, new: Schema) -> str:
    """Say what changed in a way that breaks somebody; nothing if all can read all."""
    if not _reads(new, old):
        return f"was {_name(old)} and is {_name(new)}: events of before cannot be read as that"
    if not _reads(old, new):
        return f"was {_name(old)} and is {_name(new)}: its readers cannot read that"
    return ""


def _reads(reader: Schema, writer: Schema) -> bool:
    """Tell whether all that is written by one schema can be read by another."""
    if isinstance(writer, list):
        return all(_reads(reader, each) for each in writer)
    if isinstance(reader, list):
        return any(_reads(each, writer) for each in reader)
    kind, other = _kind(reader), _kind(writer)
    if isinstance(reader, str) or isinstance(writer, str) or kind != other:
        return reader == writer or (_is_plain(reader, writer) and kind in _WIDER.get(other, ()))
    match kind:
        case "array":
            return _reads(cast("Schema", reader["items"]), cast("Schema", writer["items"]))
        case "enum":
            return "default" in reader or set(_symbols(writer)) <= set(_symbols(reader))
        case _:
            return reader == writer


def _is_plain(*schemas: Schema) -> bool:
    return all(isinstance(each, str) for each in schemas)


def _kind(schema: Schema) -> str:
    return str(schema["type"]) if isinstance(schema, Mapping) else str(schema)


def _symbols(schema: Mapping[str, object]) -> list[str]:
    return cast("list[str]", schema["symbols"])


def _name(schema: Schema) -> str:
    """Call a type as people do."""
    if isinstance(schema, list):
        return "optional " + " or ".join(_name(each) for each in schema if each != "null")
    if isinstance(schema, str):
        return schema
    if schema.get("logicalType") == "decimal":
        return f"decimal({schema['precision']}, {schema['scale']})"
    if schema["type"] == "array":
        return f"list of {_name(cast('Schema', schema['items']))}"
    return str(schema.get("logicalType", schema["type"]))
