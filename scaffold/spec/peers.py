"""Other services that a spec names (`peers` sections of the manifests), and what it says of them.

`[user_service.models]` describes the entities of the service user-service as that service's own spec does.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from scaffold.catalog.model import Catalog, Section
from scaffold.spec import codes
from scaffold.spec.convert import convert_entries
from scaffold.spec.entities import check_entities, entity_names
from scaffold.spec.given import Given
from scaffold.spec.model import Entity, Peer
from scaffold.spec.naming import Names
from scaffold.spec.relations import one_of
from scaffold.spec.report import Report
from scaffold.spec.sections import MODELS, PLURALS, names_entities
from scaffold.spec.subject import Subject
from scaffold.spec.taken import Taken
from scaffold.tusk import Map, did_you_mean


class Others(NamedTuple):
    """What a spec says of other services: each place that names one, and the sections about each."""

    named: tuple[tuple[Section, str, Given], ...]
    described: Mapping[str, Given]
    catalog: Catalog


def take_others(root: Given, catalog: Catalog) -> Others:
    """Take the sections about the services that are named out of the spec: they say nothing of this one."""
    named = tuple(_named(root, catalog))
    names = {name for _, name, _ in named if name not in catalog.sections}
    described = {name: given for name, given in root.inside.items() if name in names and isinstance(given.node, Map)}
    for name in described:
        del root.inside[name]
    return Others(named, described, catalog)


def check_peers(others: Others, names: Names, on: Collection[str], kept: Taken, report: Report) -> Mapping[str, Peer]:
    """Give the services that sections of features which are on name, with the entities that the spec describes.

    What does not fit is reported.
    """
    peers: dict[str, Peer] = {}
    known: dict[str, Collection[str]] = {}
    for section, name, given in others.named:
        if section.feature not in on:
            continue
        if name in others.catalog.sections:
            message = f"{section.name}: a service cannot be called {name}: that is a section of the spec"
            report.error(codes.BAD_ENTRY_NAME, given.at_key, message)
            continue
        package = name.replace("-", "_")
        if package == names.package:
            if not names_entities(section):
                continue
            message = f"{section.name}: {name} is this service itself"
            report.error(codes.BAD_ENTRY_NAME, given.at_key, message, "leave it out")
            continue
        if package not in peers:
            below = others.described.get(name)
            entities = _entities(name, below, others.catalog, kept, report) if below else ()
            peers[package] = Peer(name.replace("_", "-"), package, entities)
            known[package] = tuple(entity_names(below, entities)) if below else ()
        if names_entities(section):
            _check_entities_named(section, name, given, known[package], report)
    return peers


def _named(root: Given, catalog: Catalog) -> Iterator[tuple[Section, str, Given]]:
    """Give each place where a service is named: the section, the service, and the entry."""
    for section in catalog.sections.values():
        given = root.inside.get(section.name)
        if section.peers and given is not None:
            yield from ((section, name, below) for name, below in given.inside.items() if name not in section.keys)


def _entities(name: str, given: Given, catalog: Catalog, kept: Taken, report: Report) -> tuple[Entity, ...]:
    """Give the entities of another service, and say what else about it is not used."""
    others = {section: below for section, below in given.inside.items() if section not in {MODELS, PLURALS}}
    for section, below in others.items():
        if section not in catalog.sections:
            message = f"there is no section [{name}.{section}]"
            report.error(codes.UNKNOWN_SECTION, below.at_key, message, partial(did_you_mean, section, catalog.sections))
    unused = [section for section in others if section in catalog.sections]
    if unused:
        listed = ", ".join(f"[{name}.{section}]" for section in unused)
        message = f"{listed}: of another service only [{name}.{MODELS}] is used here"
        report.note(codes.OTHER_SERVICES, others[unused[0]].at_key, message)
    if MODELS not in given.inside:
        return ()
    plurals: Mapping[str, object] = {}
    if PLURALS in given.inside:
        subject = Subject(catalog.sections[PLURALS].as_key, f"{name}.{PLURALS}", given.inside[PLURALS], report)
        plurals = convert_entries(subject)
    return check_entities(given, plurals, Names.of(name.replace("_", "-")), kept, report)


def _check_entities_named(section: Section, name: str, given: Given, entities: Collection[str], report: Report) -> None:
    """Report the entries that no entity of another service is called."""
    if not entities:
        message = f"{section.name}: {name} is never described"
        hint = f"write its entities into [{name}.{MODELS}], as its own spec has them"
        report.error(codes.UNKNOWN_PEER, given.at_key, message, hint)
        return
    for entity, below in given.inside.items():
        if entity not in entities:
            message = f"{section.name}.{name}: it has no entity {entity}"
            report.error(codes.UNKNOWN_ENTITY, below.at_key, message, partial(one_of, entity, entities))
