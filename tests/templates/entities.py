"""Entities with every type of field and every modifier."""

from collections.abc import Mapping

from scaffold.spec import words
from scaffold.spec.fields import read_field
from scaffold.spec.model import Entity, Field
from templates.service.prepare.kinds import Names

TYPES = {
    "title": "string(120)",
    "code": "string(1), indexed",
    "body": "text",
    "count": "int",
    "total": "bigint",
    "ratio": "float",
    "price": "decimal(12, 2)",
    "huge": "decimal(38, 10)",
    "whole": "decimal(5, 0)",
    "tiny": "decimal(3, 3)",
    "active": "bool",
    "born": "date",
    "seen": "timestamp",
    "token": "uuid",
    "contact": "email",
    "homepage": "url",
    "settings": "json",
    "status": "enum(active, suspended)",
}
"""One field of every type that stands for itself."""

LISTS = {f"many_{name}": f"list({text.removesuffix(', indexed')})" for name, text in TYPES.items() if text != "json"}

BOUNDS = {
    "name": "string(40), min=2, max=30",
    "note": "text, min=1, max=50",
    "age": "int, min=0, max=2, indexed",
    "mass": "bigint, min=-9000000000, indexed",
    "share": "float, min=0.5, max=0.75, indexed",
    "fee": "decimal(10, 2), min=-0.01, max=99999999.99, indexed",
    "starts": "date, min=2020-02-29, max=2020-03-01, indexed",
    "ends": "timestamp, min=2020-01-01T00:00:00Z, max=2020-01-01T00:00:01+00:00, indexed",
    "tags": "list(string(5)), min=1, max=3",
    "rest": "decimal(10, 2), optional, min=0",
    "order": "int, max=5, unique",
    "upper": "decimal(4, 1), max=1.5",
}

DEFAULTS = {
    "label": 'string(20), default="it\'s"',
    "level": "int, default=3",
    "big": "bigint, default=-4",
    "rate": "float, default=0.5",
    "cost": "decimal(6, 2), default=1.50",
    "on": "bool, default=true",
    "day": "date, default=2026-01-31",
    "since": "date, default=today",
    "at": "timestamp, default=2026-01-31T12:00:00Z",
    "made": "timestamp, default=now",
    "key": "uuid, default=random",
    "mail": "email, default=a@example.com",
    "link": "url, default=https://example.com",
    "data": 'json, default={"a": 1, "b": null}',
    "kind": "enum(first, second), default=second, indexed",
    "words": "list(string(9)), default=[]",
    "maybe": "enum(yes, no), optional, default=yes",
}

LONG = "a_name_of_just_the_forty_characters_here"

ENTITIES: Mapping[str, Mapping[str, str]] = {
    "team": {"name": "string(80), unique", "parent": "ref(team), optional"},
    "plain_thing": TYPES,
    "optional_thing": {name: f"{text}, optional" for name, text in TYPES.items()},
    "fixed_thing": {name: f"{text}, immutable" for name, text in TYPES.items()},
    "unique_thing": {
        name: f"{text.removesuffix(', indexed')}, unique"
        for name, text in TYPES.items()
        if text.split("(")[0] not in {"bool", "json", "text", "enum"}
    },
    "list_thing": LISTS,
    "bounded_thing": BOUNDS,
    "default_thing": DEFAULTS,
    "member": {
        "team": "ref(team)",
        "boss": "ref(member), optional",
        "lead": "ref(project), optional",
        "deputy": "ref(project), optional, unique",
    },
    "project": {"owner": "ref(member)", "backup": "ref(member), optional, unique", "type": "enum(a, b), indexed"},
    "thing_with_long_nm": {
        LONG: "string(9999), min=1000, max=9999, indexed",
        f"{LONG[:-1]}2": "decimal(38, 10), optional, min=-1000000000.5, max=1000000000.5, indexed",
        f"{LONG[:-1]}3": "enum(active, suspended), optional, indexed, default=suspended",
        f"{LONG[:-1]}4": "list(enum(active, suspended)), min=1, max=9",
        f"{LONG[:-1]}5": "timestamp, optional, indexed",
        LONG[:-3]: "ref(team), optional",
        f"{LONG[:-1]}6": "json, optional",
    },
}


def entity(name: str, fields: Mapping[str, str]) -> Entity:
    """Make an entity of fields as a spec has them."""
    plural = words.plural(name)
    read = tuple(read_field(field, text) for field, text in fields.items())
    return Entity(name, plural, words.class_name(name), words.title(name), plural.replace("_", "-"), read)


def entities(described: Mapping[str, Mapping[str, str]] = ENTITIES) -> tuple[Entity, ...]:
    """Make all of them, each after those that it requires."""
    return tuple(entity(name, fields) for name, fields in described.items())


def names_of(*fields: Field, late: frozenset[str] = frozenset()) -> Names:
    """Return the names of fields of an entity `user` in a service `shop`."""
    made = Entity("user", "users", "User", "User", "users", fields)
    return Names("shop", made, {"user": "users", "team": "teams"}, late)
