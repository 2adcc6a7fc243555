"""What the documents of an entity are like: their validator, and the indexes of their collection."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from scaffold.spec.bounds import INT32
from scaffold.spec.model import Entity, Field

from .code import decimal

Data = dict[str, Any]

MOMENT = {"bsonType": "string", "minLength": 27, "maxLength": 27}
"""A timestamp, as `2026-01-31T12:30:00.000000Z`."""
WHOLE = ["int", "long"]
MOST_DIGITS = 34
"""What a decimal of BSON holds; longer ones are text."""


class Index(NamedTuple):
    """An index, as its name and MongoDB's options tell it."""

    name: str
    fields: tuple[str, ...]
    unique: bool = False
    sparse: bool = False


def key_of(field: Field) -> str:
    """Name a field in documents, as in JSON."""
    return f"{field.name}_id" if field.type == "ref" else field.name


def is_long(field: Field) -> bool:
    """Say whether a decimal has more digits than BSON's."""
    return field.type == "decimal" and (field.precision or 0) > MOST_DIGITS


def validator(entity: Entity) -> Data:
    """Return what every document of an entity must be like; fields of a later release are no fault."""
    properties: Data = {
        "_id": {"bsonType": "binData"},
        "version": {"bsonType": WHOLE, "minimum": 1},
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    properties |= {key_of(field): schema(field) for field in entity.fields}
    needed = ["_id", "version", "created_at", "updated_at"]
    needed += [key_of(field) for field in entity.fields if not field.optional]
    found: Data = {"$jsonSchema": {"bsonType": "object", "required": needed, "properties": properties}}
    if outside := list(_outside(entity)):
        found["$nor"] = outside
    return found


def idempotency_validator() -> Data:
    """Return what a kept answer must be like; one that is being made has no digest yet."""
    properties = {name: {"bsonType": "string"} for name in ("_id", "digest", "answer")}
    needed = ["_id", "created_at"]
    schema = {"bsonType": "object", "required": needed, "properties": {**properties, "created_at": MOMENT}}
    return {"$jsonSchema": schema}


def schema(field: Field) -> Data:  # noqa: PLR0911  one answer for each type
    """Return what a field's values must be like."""
    match field.type:
        case "enum":
            return {"enum": list(field.values)}
        case "string" | "text" | "email" | "url":
            return {"bsonType": "string", **_lengths(field)}
        case "int":
            low, high = INT32
            return {"bsonType": WHOLE, "minimum": low, "maximum": high, **_limits(field)}
        case "bigint":
            return {"bsonType": WHOLE, **_limits(field)}
        case "float":
            return {"bsonType": "double", **_limits(field)}
        case "decimal":
            return {"bsonType": "string"} if is_long(field) else {"bsonType": "decimal", **_limits(field)}
        case "timestamp":
            return MOMENT
        case "json":
            return {}
        case _:
            return {"bsonType": _KINDS[field.type]}


_KINDS = {"bool": "bool", "date": "date", "uuid": "binData", "ref": "binData", "list": "array"}


def limit(field: Field, text: str) -> object:
    """Return a limit of a number or a time as documents hold such values."""
    match field.type:
        case "int" | "bigint":
            return int(text)
        case "float":
            return float(text)
        case "decimal":
            return decimal(text)
        case "date":
            return day(text)
        case _:
            return moment(text)


def day(text: str) -> dt.datetime:
    """Return a day as BSON's date."""
    found = dt.date.fromisoformat(text)
    return dt.datetime(found.year, found.month, found.day, tzinfo=dt.UTC)


def moment(text: str) -> str:
    """Return a moment as the text that sorts by time."""
    found = dt.datetime.fromisoformat(text)
    found = found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    return found.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def indexes(entity: Entity) -> Iterator[Index]:
    """Give the indexes: the lists' order, references, and what asks for one.

    The id stands last, where values repeat: so a list's next page begins where the index says.
    """
    yield Index(f"ix_{entity.plural}_created_at__id", ("created_at", "_id"))
    for field in entity.fields:
        key = key_of(field)
        if field.unique:
            yield Index(f"uq_{entity.plural}_{key}", (key,), unique=True, sparse=field.optional)
        elif field.indexed or field.type == "ref":
            yield Index(f"ix_{entity.plural}_{key}__id", (key, "_id"))


def plurals(entities: tuple[Entity, ...]) -> Mapping[str, str]:
    """Return the collection of each entity."""
    return {entity.name: entity.plural for entity in entities}


def _lengths(field: Field) -> Data:
    found: Data = {}
    if field.minimum is not None and field.type in {"string", "text"}:
        found["minLength"] = int(field.minimum)
    longest = field.maximum if field.maximum is not None and field.type in {"string", "text"} else field.length
    if longest is not None:
        found["maxLength"] = int(longest)
    return found


def _limits(field: Field) -> Data:
    limits = (("minimum", field.minimum), ("maximum", field.maximum))
    return {word: limit(field, text) for word, text in limits if text is not None}


def _outside(entity: Entity) -> Iterator[Data]:
    """Give the times that are too early or too late: the schema of a document knows limits of numbers only."""
    for field in entity.fields:
        if field.type in {"date", "timestamp"}:
            for operator, text in (("$lt", field.minimum), ("$gt", field.maximum)):
                if text is not None:
                    yield {key_of(field): {operator: limit(field, text)}}
