"""Which services a document names, and which of its sections are for one of them."""

from collections.abc import Iterator
from typing import NamedTuple

from scaffold.catalog.model import Section as Described
from scaffold.spec import check
from scaffold.system.catalogs import Catalogs
from scaffold.tusk import Document, Entry, Map, Node, Section, String


class Named(NamedTuple):
    """A service that a document names, and where. `feature` is set where it is the one that a feature is for."""

    package: str
    place: Entry | None
    feature: str | None = None

    @property
    def name(self) -> str:
        """The service's name, as its project has it."""
        return self.package.replace("_", "-")

    def nodes(self, document: Document, *before: str, after: tuple[str, ...] = ()) -> Iterator[Node]:
        """Yield what stands under the service's name, in either form, behind and before other keys."""
        found = (document.find((*before, name, *after)) for name in (self.package, self.name))
        yield from (node for node in found if node is not None)


def named_services(document: Document, catalogs: Catalogs) -> tuple[Named, ...]:
    """Give the services that a document names, each once: those of sections whose entries are services, then others."""
    found = {package: Named(package, entry) for package, entry in described_services(document, catalogs).items()}
    for one in _only_services(document, catalogs):
        found.setdefault(one.package, one)
        found[one.package] = found[one.package]._replace(feature=one.feature)
    return tuple(sorted(found.values(), key=lambda each: each.feature is not None))


def described_services(document: Document, catalogs: Catalogs) -> dict[str, Entry]:
    """Give the services that have an entry in a section of services, by package: where each is named first."""
    found: dict[str, Entry] = {}
    for section in _of_services(catalogs):
        node = document.root.get(section.name)
        for entry in node.entries.values() if isinstance(node, Map) else ():
            found.setdefault(entry.key.replace("-", "_"), entry)
    return found


def is_system(document: Document, catalogs: Catalogs) -> bool:
    """Say whether a document can only be that of a system: it has a section of systems."""
    return any(name in document.root.entries for name in catalogs.system.sections)


def is_member(document: Document, name: str | None, catalogs: Catalogs) -> bool:
    """Say whether a name is that of one of the services that a document describes."""
    if name is None:
        return False
    package = name.replace("-", "_")
    is_described = package in described_services(document, catalogs)
    return is_described or any(each.package == package for each in _only_services(document, catalogs))


def section_feature(section: Section, catalogs: Catalogs, named: tuple[Named, ...]) -> Named | None:
    """Give the service that a section is for, as a feature for one service owns it."""
    described = catalogs.service.sections.get(section.path[0]) if section.path else None
    features = {each.feature: each for each in named if each.feature is not None}
    if described is None or described.feature not in features:
        return None
    return features[described.feature]


def _of_services(catalogs: Catalogs) -> Iterator[Described]:
    yield from (section for section in catalogs.system.sections.values() if section.services)
    yield from (section for section in catalogs.service.sections.values() if section.own)
    yield from (section for section in catalogs.service.sections.values() if section.services)


def _only_services(document: Document, catalogs: Catalogs) -> Iterator[Named]:
    """Yield the services that features are for, where the document turns these on."""
    for section in catalogs.service.sections.values():
        for key in section.keys.values():
            if not key.service:
                continue
            written = document.find((section.name, key.name))
            name = written.value if isinstance(written, String) else str(key.default)
            spec = check(document, catalogs.service, name=name)
            if key.feature in (*spec.features, *spec.planned):
                yield Named(name.replace("-", "_"), None, key.feature)
