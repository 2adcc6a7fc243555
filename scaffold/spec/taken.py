"""Names that entities cannot have, because the code around them has them."""

import re
from collections.abc import Collection

from scaffold.catalog.model import Catalog

ENTITY = "{{ entity.name }}"


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


def derived_from(name: str, entities: Collection[str], catalog: Catalog) -> str | None:
    """Give the entity that has a class of the name of the entity `name`, as `user` has for `user_create`."""
    for feature in catalog.features.values():
        for suffix in feature.reserved:
            base = name.removesuffix(suffix[1:]) if suffix.startswith("*") else name
            if base != name and base in entities:
                return base
    return None
