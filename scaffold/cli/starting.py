"""The spec that a service starts from."""

from pathlib import Path

from scaffold.catalog.model import Catalog
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
            return parse((root / STARTER).read_text(encoding="utf-8"), source=SPEC_FILE)
    return parse("", source=SPEC_FILE)
