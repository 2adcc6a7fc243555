"""What packs of templates offer: features, and the sections of a spec that they own."""

from scaffold.catalog.errors import CatalogError
from scaffold.catalog.listing import builtin_root
from scaffold.catalog.loading import load_catalog
from scaffold.catalog.model import (
    Catalog,
    Dependencies,
    Feature,
    Key,
    KeyType,
    Move,
    Ownership,
    Section,
    Setting,
    Status,
)

__all__ = [
    "Catalog",
    "CatalogError",
    "Dependencies",
    "Feature",
    "Key",
    "KeyType",
    "Move",
    "Ownership",
    "Section",
    "Setting",
    "Status",
    "builtin_root",
    "load_catalog",
]
