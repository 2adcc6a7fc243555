"""Names that entities and fields cannot have, because the code around them has them."""

import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from scaffold.catalog.model import Catalog

ENTITY = "{{ entity.name }}"


class Taken(NamedTuple):
    """What the features keep for themselves. A plural or a field may be written `sqlite_*`, for all that begin so."""

    names: frozenset[str] = frozenset()
    plurals: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    """What the name of one entity cannot be after that of another, such as `_create`."""
    fields: Mapping[str, str] = MappingProxyType({})
    """With the reason."""


def taken(catalog: Catalog, on: Iterable[str]) -> Taken:
    """Give the names that entities cannot have whatever is on, and those that fields cannot have beside what is on."""
    fields = {
        name: reason
        for feature in on
        for reason, names in catalog.features[feature].reserved_fields.items()
        for name in names
    }
    reserved = {name for feature in catalog.features.values() for name in feature.reserved}
    endings = frozenset(name.removeprefix("*") for name in reserved if name.startswith("*"))
    return Taken(taken_names(catalog), taken_plurals(catalog), endings, fields)


def matching(name: str, patterns: Collection[str]) -> str | None:
    """Give the pattern that a name is, or begins as."""
    if name in patterns:
        return name
    return next((each for each in patterns if each.endswith("*") and name.startswith(each[:-1])), None)


def taken_names(catalog: Catalog) -> frozenset[str]:
    """Give the names that features reserve, and those whose files are there already."""
    reserved = {name for feature in catalog.features.values() for name in feature.reserved if not name.startswith("*")}
    paths = [path.removesuffix(".jinja") for feature in catalog.features.values() for path in feature.files]
    fixed = [path for path in paths if "entity" not in path]
    for template in {path for path in paths if ENTITY in path}:
        first, *rest = (re.escape(part) for part in template.split(ENTITY))
        pattern = re.compile(first + "([a-z0-9_]+)" + r"\1".join(rest))
        reserved.update(match[1] for path in fixed if (match := pattern.fullmatch(path)))
    return frozenset(reserved)


def taken_plurals(catalog: Catalog) -> frozenset[str]:
    """Give the plurals that features reserve."""
    return frozenset(name for feature in catalog.features.values() for name in feature.reserved_plurals)


def derived_from(name: str, entities: Collection[str], endings: Iterable[str]) -> str | None:
    """Give the entity that has a class of the name of the entity `name`, as `user` has for `user_create`."""
    bases = (name.removesuffix(ending) for ending in endings if name.endswith(ending))
    return next((base for base in bases if base in entities), None)
