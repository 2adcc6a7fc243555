"""`load_catalog`: from the folders of packs to a checked catalogue."""

from collections.abc import Sequence
from pathlib import Path

from scaffold.catalog import cache
from scaffold.catalog.listing import builtin_root, list_packs
from scaffold.catalog.model import Catalog


def load_catalog(roots: Sequence[Path] | None = None) -> Catalog:
    """Load the features of some packs; without `roots`, those that come with scaffold.

    Features of any pack but the built-in one are marked as not trusted. Raises `CatalogError` with every fault found.
    """
    packs = tuple(Path(root).resolve() for root in roots) if roots is not None else (builtin_root(),)
    listing = list_packs(packs)
    if not listing.problems and (kept := cache.recall(packs, listing.fingerprint)):
        return kept
    from scaffold.catalog.assembly import assemble

    catalog = assemble(packs, listing)
    cache.keep(packs, listing.fingerprint, catalog)
    return catalog
