"""The Avro schema of an event, made from the fields that it has."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import cast

from scaffold.spec import words
from scaffold.spec.model import Entity, Field

Schema = str | dict[str, object] | list[object]

UNKNOWN = "unknown"
"""What readers take a value of an enum for that came after them."""

_PLAIN: dict[str, Schema] = {
    "int": "int",
    "bigint": "long",
    "float": "double",
    "bool": "boolean",
    "date": {"type": "int", "logicalType": "date"},
    "timestamp": {"type": "long", "logicalType": "timestamp-micros"},
    "uuid": {"type": "string", "logicalType": "uuid"},
    "ref": {"type": "string", "logicalType": "uuid"},
    "json": {"type": "string", "logicalType": "json"},
}
_KEPT = (
    Field("id", "uuid"),
    Field("version", "bigint"),
    Field("created_at", "timestamp"),
    Field("updated_at", "timestamp"),
)
"""What every stored entity has."""
_OF_SAGAS = (Field("saga_id", "uuid"), Field("version", "string"), Field("reason", "text", optional=True))
"""What is told of every saga, beside what travels with it."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def entity_events(entity: Entity) -> Iterable[tuple[str, str, Sequence[Field]]]:
    """Give the events of an entity: the name, what it tells, and the fields."""
    what = entity.title.lower()
    whole = (*_KEPT, *entity.fields)
    yield f"{entity.name}_created", f"A new {what}.", whole
    yield f"{entity.name}_changed", f"A changed {what}, whole.", whole
    yield f"{entity.name}_removed", f"A removed {what}.", _KEPT[:2]


def schema_text(event: str, namespace: str, doc: str, fields: Sequence[Field]) -> str:
    """Return the content of a schema's file."""
    return _text(_record(words.class_name(event), doc, fields, namespace))


def saga_text(saga: str, data: Sequence[Field]) -> str:
    """Return the content of the file with the schema of all that is told of a saga."""
    name = words.class_name(saga)
    schema = _record(f"{name}Event", "What is told of any step.", _OF_SAGAS, "sagas")
    travels = _record(f"{name}Data", "What travels with the saga.", data)
    schema["fields"] = [*cast("list[object]", schema["fields"]), {"name": "data", "type": travels}]
    return _text(schema)


def _text(schema: Schema) -> str:
    return json.dumps(schema, indent=2) + "\n"


def _record(name: str, doc: str, fields: Sequence[Field], namespace: str | None = None) -> dict[str, object]:
    space = {"namespace": namespace} if namespace else {}
    return {"type": "record", "name": name, **space, "doc": doc, "fields": [_field(field, name) for field in fields]}


def _field(field: Field, record: str) -> dict[str, object]:
    kind = _type(field, record + words.class_name(field.name))
    name = f"{field.name}_id" if field.type == "ref" else field.name
    if field.optional:
        return {"name": name, "type": ["null", kind], "default": None}
    default = {"default": _default(field)} if _has_default(field) else {}
    return {"name": name, "type": kind, **default}


def _type(field: Field, name: str) -> Schema:
    match field.type:
        case "decimal":
            return {"type": "bytes", "logicalType": "decimal", "precision": field.precision, "scale": field.scale or 0}
        case "enum":
            symbols = [*field.values, *([UNKNOWN] if UNKNOWN not in field.values else [])]
            return {"type": "enum", "name": name, "symbols": symbols, "default": UNKNOWN}
        case "list" if field.items:
            return {"type": "array", "items": _type(field.items, name)}
        case _:
            return _PLAIN.get(field.type, "string")


def _has_default(field: Field) -> bool:
    """Whether events of before this field was there can be given a value: the present moment is none."""
    return field.has_default and field.default not in ("now", "today")


def _default(field: Field) -> object:
    """Write a default as schemas do: as the type that lies under it."""
    value = field.default
    match field.type:
        case "json":
            # Apicurio's registry takes no schema with the text {} in it.
            return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value != {} else "{ }"
        case "float":
            return float(str(value))
        case "date":
            return (dt.date.fromisoformat(str(value)) - _EPOCH.date()).days
        case "timestamp":
            return (dt.datetime.fromisoformat(str(value)) - _EPOCH) // dt.timedelta(microseconds=1)
        case "decimal":
            return _bytes(int(Decimal(str(value)).scaleb(field.scale or 0)))
        case _:
            return value


def _bytes(number: int) -> str:
    """Write a number's two's complement, each byte as the character of its code."""
    length = (number + (number < 0)).bit_length() // 8 + 1
    return number.to_bytes(length, "big", signed=True).decode("latin-1")
