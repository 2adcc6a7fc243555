"""A catalogue as plain data (for JSON) and back."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scaffold.catalog.model import (
    Catalog,
    Dependencies,
    Feature,
    Key,
    Move,
    Overlay,
    Removed,
    Renamed,
    Section,
    Setting,
    Without,
)

Plain = dict[str, Any]
_RECORDS = (Catalog, Dependencies, Feature, Key, Move, Overlay, Removed, Renamed, Section, Setting, Without)


def to_plain(catalog: Catalog) -> Plain:
    """Give the catalogue as dictionaries, lists, text and numbers."""
    plain: Plain = _plain(catalog)
    for section in plain["sections"].values():
        section["keys"] = {name: _sparse(key) for name, key in section["keys"].items()}
        section["values"] = _sparse(section["values"]) if section["values"] else None
    return plain


def _plain(value: object) -> Any:  # noqa: ANN401  dictionaries, lists, text and numbers
    if isinstance(value, _RECORDS):
        return {name: _plain(part) for name, part in value._asdict().items()}
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(map(_plain, value))
    return str(value) if isinstance(value, Path) else value


def from_plain(plain: Plain) -> Catalog:
    """Undo `to_plain`; raises KeyError, TypeError, ValueError or AttributeError for data that it did not make."""
    return Catalog(
        features={name: _feature(data) for name, data in plain["features"].items()},
        sections={name: _section(data) for name, data in plain["sections"].items()},
        roots=tuple(Path(root) for root in plain["roots"]),
        tested=plain["tested"],
        reserved=tuple(plain["reserved"]),
    )


def _sparse(key: Plain) -> Plain:
    """Leave out what is empty: most of a key, and reading it back would take most of the time."""
    key["items"] = _sparse(key["items"]) if key["items"] else None
    key["keys"] = {name: _sparse(inner) for name, inner in key["keys"].items()}
    return {
        name: value
        for name, value in key.items()
        if value is not None and (name.startswith("default") or not _is_empty(value))
    }


def _is_empty(value: object) -> bool:
    return value is False or value in ((), {})


def _feature(plain: Plain) -> Feature:
    plain["root"] = Path(plain["root"])
    dependencies = plain["dependencies"]
    dependencies["fields"] = {kind: tuple(names) for kind, names in dependencies["fields"].items()}
    plain["dependencies"] = Dependencies(**_tuples(dependencies, ("run", "test", "dev")))
    plain["settings"] = tuple(Setting(**setting) for setting in plain["settings"])
    plain["moves"] = tuple(Move(**move) for move in plain["moves"])
    plain["renamed"] = tuple(Renamed(**each) for each in plain["renamed"])
    plain["removed"] = tuple(Removed(**each) for each in plain["removed"])
    plain["reserved_fields"] = {reason: tuple(names) for reason, names in plain["reserved_fields"].items()}
    plain["without"] = Without(**_tuples(plain["without"], ("features", "files")))
    plain["overlays"] = tuple(_overlay(each) for each in plain["overlays"])
    lists = (
        "needs",
        "excludes",
        "files",
        "slots",
        "sections",
        "reserved",
        "reserved_plurals",
        "entity_routes",
        "verify",
        "stored_texts",
        "also",
    )
    return Feature(**_tuples(plain, lists))


def _overlay(plain: Plain) -> Overlay:
    return Overlay(Path(plain["root"]), tuple(plain["files"]), plain["trusted"])


def _section(plain: Plain) -> Section:
    plain["keys"] = {name: _key(data) for name, data in plain["keys"].items()}
    plain["values"] = _key(plain["values"]) if plain["values"] else None
    plain["entity_names"] = tuple(plain["entity_names"])
    return Section(**_with_names(plain))


def _key(plain: Plain) -> Key:
    if "items" in plain:
        plain["items"] = _key(plain["items"])
    if "keys" in plain:
        plain["keys"] = {name: _key(data) for name, data in plain["keys"].items()}
    for name in ("choices", "planned", "also", "entity_names"):
        if name in plain:
            plain[name] = tuple(plain[name])
    return Key(**_with_names(plain))


def _with_names(plain: Plain) -> Plain:
    for name in ("reserved", "makes"):
        if name in plain:
            plain[name] = {reason: tuple(names) for reason, names in plain[name].items()}
    return plain


def _tuples(plain: Plain, names: Sequence[str]) -> Plain:
    for name in names:
        plain[name] = tuple(plain[name])
    return plain
