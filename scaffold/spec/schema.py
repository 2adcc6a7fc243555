"""The spec as a JSON Schema, for editors and other tools."""

from collections.abc import Callable
from typing import Any

from scaffold.catalog.model import Catalog, Key, KeyType, Section
from scaffold.spec.entity_names import FIELD_NAME
from scaffold.spec.field_types import MAX_NAME
from scaffold.spec.given_fields import MAX_FIELDS
from scaffold.spec.sections import MODELS
from scaffold.spec.values import MAX_PORT

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

_DURATION = r"^[0-9]+(\.[0-9]+)?(ms|s|m|h|d|w)$"
_RATE = r"^[0-9][0-9_]{0,14}?_?(req|requests)?(_per_|/)(s|sec|second|m|min|minute|h|hour|d|day)$"
_SIZE = r"^[0-9][0-9_]{0,14}(\.[0-9]{1,9})? ?([kKMGT]i?)?B?$"
_ENV = r"^@env(\.secure)?\(.+\)$"
_SECRET = r"^@(env|env\.secure|file\.secure)\(.+\)$"  # noqa: S105  a pattern


def json_schema(catalog: Catalog) -> Schema:
    """Give a JSON Schema (draft 2020-12) of the spec as data: sections are objects, references are text.

    What it accepts is a little more than what `check` accepts: it knows no relations between keys.
    """
    return {
        "$schema": DIALECT,
        "title": "service.tusk",
        "description": "A service, as scaffold reads it.",
        "type": "object",
        "properties": {name: _section(section) for name, section in catalog.sections.items()},
        "additionalProperties": _others(catalog),
    }


def _others(catalog: Catalog) -> Schema | bool:
    """Give what a section may be that no feature defines: what the spec says of another service, if it names any."""
    if MODELS not in catalog.sections or not any(section.peers for section in catalog.sections.values()):
        return False
    models = _section(catalog.sections[MODELS])
    return {"type": "object", "properties": {MODELS: models}, "required": [MODELS]}


def _section(section: Section) -> Schema:
    if section.raw:
        return {"description": section.doc, "type": ["string", "object"]}
    if section.name == MODELS:
        return {**_object(section.as_key), "description": section.doc, "minProperties": 1}
    return {**_object(section.as_key), "description": section.doc, **_status(section.status)}


def _object(holder: Key) -> Schema:
    keys = holder.keys
    properties = {name: _key(key) for name, key in keys.items()}
    properties |= {other: _key(key) for key in keys.values() for other in key.also}
    required = [name for name, key in keys.items() if key.required]
    schema: Schema = {"type": "object", "properties": properties}
    schema["additionalProperties"] = _key(holder.items) if holder.items else False
    if holder.names:
        own = {"pattern": f"^(?:{holder.names})$", "maxLength": MAX_NAME}
        schema["propertyNames"] = {"anyOf": [own, {"enum": list(properties)}]} if properties else own
    return schema | ({"required": required} if required else {})


def _fields(_: Key) -> Schema:
    return {
        "type": ["object", "null"],
        "propertyNames": {"pattern": f"^{FIELD_NAME}$", "maxLength": MAX_NAME},
        "additionalProperties": {"type": "string"},
        "maxProperties": MAX_FIELDS,
    }


def _key(key: Key) -> Schema:
    value = _TYPES[key.type](key)
    if key.reference != "no" and key.type not in {"env", "secret"}:
        value = {"anyOf": [value, {"type": "string", "pattern": _SECRET if key.reference == "secret" else _ENV}]}
    described = {"description": key.doc} if key.doc else {}
    default = {} if key.default is None else {"default": key.default}
    return {**value, **described, **default, **_status(key.status)}


def _status(status: str) -> Schema:
    return {"$comment": "not generated yet"} if status == "planned" else {}


def _string(key: Key) -> Schema:
    if key.pattern is None:
        return {"type": "string"}
    pattern = {"type": "string", "pattern": f"^(?:{key.pattern})$"}
    return {"anyOf": [pattern, {"enum": list(key.aliases)}]} if key.aliases else pattern


def _number(kind: str) -> Callable[[Key], Schema]:
    def schema(key: Key) -> Schema:
        limits = {"minimum": key.minimum, "maximum": key.maximum}
        return {"type": kind, **{name: limit for name, limit in limits.items() if limit is not None}}

    return schema


def _text(pattern: str) -> Callable[[Key], Schema]:
    return lambda _: {"type": "string", "pattern": pattern}


def _list(key: Key) -> Schema:
    items = _key(key.items) if key.items else {"type": "string"}
    listed = {"type": "array", "items": items, "uniqueItems": True}
    return {"anyOf": [items, listed]} if key.single else listed


_TYPES: dict[KeyType, Callable[[Key], Schema]] = {
    "any": lambda _: {"type": ["string", "number", "boolean"]},
    "string": _string,
    "path": _string,
    "int": _number("integer"),
    "float": _number("number"),
    "bool": lambda key: {"const": key.default} if key.always else {"type": "boolean"},
    "duration": _text(_DURATION),
    "rate": _text(_RATE),
    "size": _text(_SIZE),
    "port": lambda _: {"type": "integer", "minimum": 1, "maximum": MAX_PORT},
    "url": lambda _: {"type": "string", "format": "uri"},
    "choice": lambda key: {"enum": [*key.choices, *key.aliases]},
    "list": _list,
    "map": _object,
    "fields": _fields,
    "env": _text(_ENV),
    "secret": _text(_SECRET),
}
