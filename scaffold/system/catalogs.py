"""The templates of what stands between services, and of the services themselves."""

from typing import NamedTuple

from scaffold.catalog import Catalog, builtin_root, load_catalog


class Catalogs(NamedTuple):
    """`service` has what a service can have, `system` what a workspace has beside its services."""

    service: Catalog
    system: Catalog


def load_catalogs(service: Catalog) -> Catalogs:
    """Load the workspace's templates, to stand beside those of services. Raises CatalogError."""
    root = builtin_root() / "system"
    return Catalogs(service, load_catalog([root], trusted=[root]))
