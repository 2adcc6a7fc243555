"""`load_catalog`: from the folders of packs to a checked catalogue."""

from collections.abc import Collection, Sequence
from pathlib import Path

from scaffold.catalog import cache
from scaffold.catalog.listing import builtin_root, list_packs
from scaffold.catalog.model import Catalog


def load_catalog(roots: Sequence[Path] | None = None, *, trusted: Collection[Path] = ()) -> Catalog:
    """Load the features of some packs; without `roots`, those that come with scaffold.

    A pack may replace a feature of those before it by one of the same name. A folder of it without a manifest lies
    over the feature of its name: its files and slots replace those of the same path, or are added. Features of any
    pack but the built-in one and those in `trusted` are marked as not trusted. Raises `CatalogError` with every fault
    found.
    """
    packs = tuple(Path(root).resolve() for root in roots) if roots is not None else (builtin_root(),)
    believed = frozenset({builtin_root(), *(Path(root).resolve() for root in trusted)})
    listing = list_packs(packs)
    fingerprint = "\n".join((listing.fingerprint, "", *(str(root) for root in packs if root in believed)))
    if not listing.problems and (kept := cache.recall(packs, fingerprint)):
        return kept
    from scaffold.catalog.assembly import assemble

    catalog = assemble(packs, listing, believed)
    cache.keep(packs, fingerprint, catalog)
    return catalog
