"""The document of a system: told from that of a service, named, and changed by the command line."""

import json
from collections.abc import Mapping, Sequence

from scaffold.catalog.model import Catalog, find_feature
from scaffold.spec.command import split_path
from scaffold.spec.sections import MODELS
from scaffold.system.catalogs import Catalogs
from scaffold.system.model import NAME_PATH, SYSTEM_FILE
from scaffold.system.naming import described_services, is_member, is_system
from scaffold.tusk import Document, parse, parse_value
from scaffold.tusk.flatten import flatten_guide


def describes_system(document: Document, name: str | None, catalogs: Catalogs) -> bool:
    """Say whether a document is to become a workspace, or one service of a system.

    It has a section of systems; or it names several services, `name` is that of none of them, and there are no entities
    that would be those of each.
    """
    if is_system(document, catalogs):
        return True
    if name is None or MODELS in document.root.entries:
        return False
    several = len(described_services(document, catalogs)) > 1
    return several and not is_member(document, name, catalogs)


def system_document(document: Document, name: str | None) -> Document:
    """Give the document as a workspace keeps it: a guide without its prose, and the name that was given."""
    if document.written.guide:
        document = parse(flatten_guide(document), source=SYSTEM_FILE)
    if name is None or document.form_errors:
        return document
    if NAME_PATH[0] in document.root.entries:
        return document.with_value(NAME_PATH, name)
    return document.reread(f"[{NAME_PATH[0]}]\n{NAME_PATH[1]}: {json.dumps(name)}\n\n{document.text}")


def lay_over(document: Document, catalog: Catalog, overrides: Mapping[str, str], features: Sequence[str]) -> Document:
    """Write what the command line says of all services into the document. Raises TuskError where that cannot be."""
    for name in features:
        feature = find_feature(catalog, name)
        for path, value in feature.enable.items() if feature is not None else ():
            document = document.with_value(split_path(catalog, path), value)
    for path, text in overrides.items():
        document = document.with_value(split_path(catalog, path), parse_value(text))
    return document
