"""A revision as plain data, and back."""

import json
import re
from collections.abc import Mapping
from typing import Any, TypeGuard, cast, get_args

from scaffold.evolution.errors import DamagedError
from scaffold.evolution.model import Revision, Stored, Words
from scaffold.spec import words as english
from scaffold.spec.model import Entity, Field, FieldType

_ID = re.compile(r"[a-z0-9_]{1,32}")
_SLUG = re.compile(r"[a-z0-9_]{1,80}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_TYPES: tuple[FieldType, ...] = get_args(FieldType)
_NUMBERS = ("length", "precision", "scale")
_FLAGS = ("optional", "unique", "indexed", "immutable")
_TEXTS = ("target", "minimum", "maximum")
_DEFAULT = "default"
"""Holds JSON, which can say null."""


def encode(revision: Revision) -> dict[str, object]:
    """Return what TOML can hold: tables, lists, texts, numbers and truth values; the same for the same revision."""
    words = revision.words
    data: dict[str, object] = {"id": revision.id, "slug": revision.slug, "parents": list(revision.parents)}
    if revision.follows:
        data["follows"] = list(revision.follows)
    if words.renames:
        data["renames"] = [list(pair) for pair in words.renames]
    if words.drops:
        data["drops"] = list(words.drops)
    if words.fills:
        data["fills"] = [list(pair) for pair in words.fills]
    if revision.stored:
        data["stored"] = dict(revision.stored)
    data["entities"] = [
        {"name": each.name, "plural": each.plural, "fields": {field.name: _encode(field) for field in each.fields}}
        for each in revision.entities
    ]
    return data


def decode(data: object) -> Revision:
    """Read what `encode` gave; raises `DamagedError`, which says where and what is wrong."""
    table = _table(data, "a revision")
    name = table.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        message = f"a revision's id must be small letters, digits and _, at most 32: {name!r}"
        raise DamagedError(message)
    where = f"revision {name}"
    _known(table, {"id", "slug", "parents", "follows", "renames", "drops", "fills", "stored", "entities"}, where)
    slug = table.get("slug")
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
        message = f"{where}: the slug must be small letters, digits and _: {slug!r}"
        raise DamagedError(message)
    parents = _texts(table.get("parents"), f"{where}: parents")
    words = Words(
        _pairs(table.get("renames", []), f"{where}: renames"),
        _texts(table.get("drops", []), f"{where}: drops"),
        _pairs(table.get("fills", []), f"{where}: fills"),
    )
    follows = _texts(table.get("follows", []), f"{where}: follows")
    entities = _entities(table.get("entities"), where)
    stored = _stored(table.get("stored", {}), f"{where}: stored")
    return Revision(name, slug, parents, entities, words, follows, stored)


def _encode(field: Field) -> dict[str, object]:
    data: dict[str, object] = {"type": field.type}
    for key in (*_NUMBERS, *_TEXTS):
        value = getattr(field, key)
        if value is not None:
            data[key] = value
    if field.values:
        data["values"] = list(field.values)
    if field.items is not None:
        data["items"] = _encode(field.items)
    for key in _FLAGS:
        if getattr(field, key):
            data[key] = True
    if field.has_default:
        data[_DEFAULT] = json.dumps(field.default, ensure_ascii=False)
    return data


def _entities(data: object, where: str) -> tuple[Entity, ...]:
    if not isinstance(data, list):
        message = f"{where}: entities must be a list of tables"
        raise DamagedError(message)
    entities = tuple(_entity(each, where) for each in data)
    names = [entity.name for entity in entities]
    tables = [entity.plural for entity in entities]
    if len(set(names)) < len(names) or len(set(tables)) < len(tables):
        message = f"{where}: two entities have the same name or the same plural"
        raise DamagedError(message)
    for entity in entities:
        for field in entity.fields:
            if field.target is not None and field.target not in names:
                message = f"{where}: {entity.name}.{field.name} refers to {field.target}, which is no entity of it"
                raise DamagedError(message)
    return entities


def _stored(data: object, where: str) -> Stored:
    versions = _table(data, where)
    for name, version in versions.items():
        if not _is_name(name) or type(version) is not int or version < 1:
            message = f"{where} must have versions from 1 on, by the names of features: {name!r}, {version!r}"
            raise DamagedError(message)
    return tuple((name, version) for name, version in versions.items())


def _entity(data: object, where: str) -> Entity:
    table = _table(data, f"{where}: an entity")
    name, plural = table.get("name"), table.get("plural")
    if not _is_name(name) or not _is_name(plural):
        message = f"{where}: an entity's name and plural must be words of small letters: {name!r}, {plural!r}"
        raise DamagedError(message)
    where = f"{where}: {name}"
    _known(table, {"name", "plural", "fields"}, where)
    given = _table(table.get("fields"), f"{where}: fields")
    fields = tuple(_field(key, value, f"{where}.{key}") for key, value in given.items())
    path = plural.replace("_", "-")
    return Entity(name, plural, english.class_name(name), english.title(name), path, fields)


def _field(name: str, data: object, where: str) -> Field:
    if not _is_name(name):
        message = f"{where}: a field's name must be a word of small letters"
        raise DamagedError(message)
    table = _table(data, where)
    _known(table, {"type", "values", "items", _DEFAULT, *_NUMBERS, *_FLAGS, *_TEXTS}, where)
    kind = next((known for known in _TYPES if known == table.get("type")), None)
    if kind is None:
        message = f"{where}: there is no field type {table.get('type')!r}"
        raise DamagedError(message)
    attributes: dict[str, Any] = {key: _plain(table, key, int, where) for key in _NUMBERS if key in table}
    attributes |= {key: _plain(table, key, str, where) for key in _TEXTS if key in table}
    attributes |= {key: _plain(table, key, bool, where) for key in _FLAGS if key in table}
    if _DEFAULT in table:
        attributes |= {"default": _json(table[_DEFAULT], where), "has_default": True}
    field = Field(name, kind, values=_texts(table.get("values", []), f"{where}: values"), **attributes)
    if "items" in table:
        field = field._replace(items=_field(name, table["items"], f"{where}: items"))
    _complete(field, where)
    return field


def _complete(field: Field, where: str) -> None:
    """Refuse a field without what its type needs."""
    needs: dict[str, bool] = {
        "a length": field.type in {"string", "email", "url", "enum"} and field.length is None,
        "values": field.type == "enum" and not field.values,
        "a target": field.type == "ref" and field.target is None,
        "items": field.type == "list" and field.items is None,
        "precision and scale": field.type == "decimal" and (field.precision is None or field.scale is None),
    }
    for what, missing in needs.items():
        if missing:
            message = f"{where}: a field of type {field.type} needs {what}"
            raise DamagedError(message)


def _is_name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(_NAME.fullmatch(value))


def _table(data: object, where: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        message = f"{where} must be a table"
        raise DamagedError(message)
    return cast("Mapping[str, Any]", data)


def _known(table: Mapping[str, object], keys: set[str], where: str) -> None:
    unknown = sorted(table.keys() - keys)
    if unknown:
        message = f"{where}: there is no key {unknown[0]!r}; a newer scaffold may have written it"
        raise DamagedError(message)


def _plain(table: Mapping[str, object], key: str, kind: type, where: str) -> object:
    value = table[key]
    if not isinstance(value, kind) or (kind is int and (isinstance(value, bool) or cast("int", value) < 0)):
        message = f"{where}: {key} must be {'a whole number' if kind is int else kind.__name__}: {value!r}"
        raise DamagedError(message)
    return kind(value)


def _json(text: object, where: str) -> object:
    try:
        return json.loads(text) if isinstance(text, str) else _no_json(text)
    except ValueError as error:
        message = f"{where}: the default must be JSON in a text: {text!r}"
        raise DamagedError(message) from error


def _no_json(value: object) -> object:
    raise ValueError(value)


def _texts(data: object, where: str) -> tuple[str, ...]:
    if not isinstance(data, list) or not all(isinstance(each, str) for each in data):
        message = f"{where} must be a list of texts"
        raise DamagedError(message)
    return tuple(str(each) for each in data)


def _pairs(data: object, where: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(data, list):
        message = f"{where} must be a list of pairs"
        raise DamagedError(message)
    pairs = [_texts(each, where) for each in data]
    if any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004  a pair has two
        message = f"{where} must be a list of pairs"
        raise DamagedError(message)
    return tuple((pair[0], pair[1]) for pair in pairs)
