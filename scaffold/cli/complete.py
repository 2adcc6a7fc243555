"""Words that a shell completes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a start must not wait for what only completion needs
    from scaffold.catalog.model import Catalog


def _catalog() -> "Catalog | None":
    from scaffold.catalog import CatalogError, load_catalog

    try:
        return load_catalog()
    except (CatalogError, OSError):
        return None


def sections(incomplete: str) -> list[tuple[str, str]]:
    """Return the sections, and after a section's name and a dot its keys."""
    return [(name, doc) for name, doc in _parts() if name.startswith(incomplete) and _near(name, incomplete)]


def assignments(incomplete: str) -> list[str]:
    """Return `section.key=`, and after that the choices and truth values."""
    catalog = _catalog()
    path, equals, _ = incomplete.partition("=")
    if catalog is None:
        return []
    if not equals:
        return [f"{name}=" for name, _ in _parts() if name.startswith(incomplete) and "." in name]
    section, _, key = path.partition(".")
    known = catalog.sections[section].keys.get(key) if section in catalog.sections else None
    values = () if known is None else ("true", "false") if known.type == "bool" else known.choices
    return [f"{path}={value}" for value in values if f"{path}={value}".startswith(incomplete)]


def feature_lists(incomplete: str) -> list[str]:
    """Return the features that can be turned on, after those already in the list."""
    catalog = _catalog()
    before, comma, last = incomplete.rpartition(",")
    if catalog is None:
        return []
    taken = before.split(",")
    names = [name for name, feature in catalog.features.items() if feature.enable and feature.status == "ready"]
    return [before + comma + name for name in names if name.startswith(last) and name not in taken]


def features(incomplete: str) -> list[str]:
    """Return the features that can be turned on and off."""
    return feature_lists(incomplete) if "," not in incomplete else []


def _parts() -> Iterator[tuple[str, str]]:
    catalog = _catalog()
    for section in catalog.sections.values() if catalog else ():
        yield section.name, _line(section.doc)
        for key in section.keys.values():
            yield f"{section.name}.{key.name}", _line(key.doc)


def _near(name: str, incomplete: str) -> bool:
    return "." in incomplete or "." not in name


def _line(doc: str) -> str:
    return doc.strip().partition("\n")[0]
