"""The spec that a service starts from."""

from pathlib import Path

from scaffold.catalog.model import Catalog
from scaffold.catalog.text import read_text
from scaffold.spec.naming import SPEC_FILE
from scaffold.tusk import Document, load, parse

STARTER = "starter.tusk"
"""In a pack's folder: the spec of a service for which none was given."""


def starting_document(file: Path | None, catalog: Catalog) -> Document:
    """Return the spec from a file, or the pack's own small one."""
    if file is not None:
        return load(file)
    for root in catalog.roots:
        if (root / STARTER).is_file():
            return parse(_read(root / STARTER), source=SPEC_FILE)
    return parse("", source=SPEC_FILE)


def _read(file: Path) -> str:
    try:
        return read_text(file)
    except (OSError, UnicodeDecodeError) as error:
        from scaffold.catalog import CatalogError, codes
        from scaffold.catalog.problem import Problem

        raise CatalogError([Problem(codes.UNREADABLE, file, f"cannot be read: {error}")]) from None
